/**
 * What the market, not the software, decides: which clock a trade goes by, what its sale conditions let it change, when
 * the market is open and which trade date a moment belongs to. The rules are tables, read once; no Kafka, no system
 * clock, no logger.
 */
package io.tapemill.topology.market;
