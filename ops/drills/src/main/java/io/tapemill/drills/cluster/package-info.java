/**
 * The product's surroundings as plain processes on loopback: three Kafka nodes, PostgreSQL with a streaming replica, a
 * schema registry, Redis where it is installed, and instances of the product. All data in one folder.
 */
package io.tapemill.drills.cluster;
