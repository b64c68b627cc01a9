/** Compact bytes for private state: variable-length integers written to and read from plain arrays. No Kafka here. */
package io.tapemill.topology.packed;
