/**
 * A small schema registry for the sandbox and for development: the part of the Confluent REST protocol that Kafka
 * clients use, on loopback, without authentication, kept in one file. Production uses a real registry.
 */
package io.tapemill.app.registry;
