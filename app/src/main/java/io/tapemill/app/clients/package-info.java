/** Kafka as commands use it: whether it is there with its topics, and what is committed of one. */
package io.tapemill.app.clients;
