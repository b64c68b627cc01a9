package io.tapemill.app.explain;

import io.tapemill.reference.ReferenceBars.Verdict;
import io.tapemill.schemas.Trade;

/**
 * One record of the trades topic that concerns the symbol, with what the reference made of it. An object per record:
 * its trade is the one that the reference holds.
 *
 * @param recordTimeMs Kafka timestamp, ms since the Unix epoch
 * @param eventNs time of the trade by the configured clock, ns since the Unix epoch
 * @param verdict null when the record was put back and counts there
 * @param rejection why it was rejected before it was put back, else null
 */
record TapeRecord(long offset, long recordTimeMs, Trade trade, long eventNs, Verdict verdict, String rejection) {}
