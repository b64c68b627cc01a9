/** Puts rejected records back on the trades topic, each exactly once. */
package io.tapemill.app.replay;
