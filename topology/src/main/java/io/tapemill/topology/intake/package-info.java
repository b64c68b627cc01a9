/**
 * How records of the trades topic reach the pipeline: many at a time, as bytes, where they lie. Kafka Streams spends
 * several times more on handing over a record than the pipeline spends on a trade, so records of one poll are folded
 * into few carriers before they enter the task.
 */
package io.tapemill.topology.intake;
