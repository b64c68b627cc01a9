/** One class per step of the pipeline. They take the values they need and know neither Kafka nor the configuration. */
package io.tapemill.topology.steps;
