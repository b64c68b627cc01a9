/** The arithmetic of bars: pure, exact, independent of arrival order. No Kafka, no clock, no logger. */
package io.tapemill.topology.bars;
