/**
 * Everything that speaks SQL: the tables and their migrations, one batch as one transaction behind a fence, the time
 * partitions, and the reader. It knows no Kafka.
 */
package io.tapemill.sink.postgres;
