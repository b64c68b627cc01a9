/**
 * The contracts: Avro schemas of every topic, and the plain values that travel in them. Prices and sizes are scaled
 * integers with nine decimals ({@code E9}); times are nanoseconds since the Unix epoch, UTC ({@code Ns}).
 */
package io.tapemill.schemas;
