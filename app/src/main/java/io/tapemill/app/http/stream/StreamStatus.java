package io.tapemill.app.http.stream;

/**
 * @param open streams now
 * @param opened streams since the start
 * @param sent events
 * @param lagging streams that were ended because their client was too slow
 * @param resets streams that could not go on where their client was
 */
public record StreamStatus(int open, long opened, long sent, long lagging, long resets) {}
