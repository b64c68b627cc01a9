/** The door to the sink's own loop, which is no part of the sink's public face. */
package io.tapemill.sink;
