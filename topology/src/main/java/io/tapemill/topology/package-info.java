/** The pipeline from trades to bars as a Kafka Streams topology, and its configuration. */
package io.tapemill.topology;
