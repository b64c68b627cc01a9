package io.tapemill.sink.postgres;

/**
 * A row of {@code sink_position}.
 *
 * @param partition of the bars topic
 * @param topicId id of the topic that the offsets belong to
 * @param nextOffset first offset whose bars are not in the tables
 * @param epoch owner's number, raised by each claim
 */
public record SinkPosition(int partition, String topicId, long nextOffset, long epoch) {}
