package io.tapemill.topology.market;

/**
 * Local hours of one session. Seconds count from midnight at the start of the trade date on the wall clock, as if each
 * day had 24 hours: negative on the day before, 86,400 and more on the day after.
 */
record SessionHours(Session session, int startSecond, int endSecond) {}
