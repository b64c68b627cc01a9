/** The parts of the hot path, one by one. */
package io.tapemill.bench.jmh;
