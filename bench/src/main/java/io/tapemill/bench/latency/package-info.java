/** How long after its window a bar can be seen, at a steady rate in real time. */
package io.tapemill.bench.latency;
