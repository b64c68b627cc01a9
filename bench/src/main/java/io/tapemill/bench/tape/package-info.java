/** A made-up tape that knows its bars. */
package io.tapemill.bench.tape;
