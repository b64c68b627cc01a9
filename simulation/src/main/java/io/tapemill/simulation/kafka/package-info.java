/** Topics, transactions and groups, as far as the pipeline and the sink can tell them from Kafka's. */
package io.tapemill.simulation.kafka;
