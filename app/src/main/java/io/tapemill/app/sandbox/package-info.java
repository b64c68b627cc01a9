/**
 * Kafka, PostgreSQL and a schema registry in one process and one data folder, on loopback: for trying, developing and
 * testing. Not for production: one broker, one copy.
 */
package io.tapemill.app.sandbox;
