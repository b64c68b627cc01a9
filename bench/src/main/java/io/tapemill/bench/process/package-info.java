/** Other processes of a benchmark, and what they cost. */
package io.tapemill.bench.process;
