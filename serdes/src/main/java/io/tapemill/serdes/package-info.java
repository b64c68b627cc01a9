/**
 * Bytes to records and back: the Confluent wire format, hand-written Avro codecs for our own schemas, Avro's resolving
 * reader for any other compatible writer schema, and a client of the Schema Registry REST protocol.
 *
 * <p>Encoders and decoders own their buffers and belong to one thread each; a {@link io.tapemill.serdes.SchemaRegistry}
 * is shared by all of them.
 */
package io.tapemill.serdes;
