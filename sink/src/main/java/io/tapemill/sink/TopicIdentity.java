package io.tapemill.sink;

/**
 * Tells which topic bears the name now. Offsets mean nothing in a topic that was deleted and made again; its id differs,
 * and ids never come back. So an id that is right after records were read proves that they came from that topic.
 */
interface TopicIdentity extends AutoCloseable {
    /** The id now; Kafka's {@code RetriableException} when it cannot be had at the moment. */
    String current();

    @Override
    void close();
}
