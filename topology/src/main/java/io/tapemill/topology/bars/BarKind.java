package io.tapemill.topology.bars;

import io.tapemill.schemas.Interval;

/**
 * A kind of bar that is kept for each symbol.
 *
 * @param interval its name and length
 * @param session the session label of its bars; empty when each bar is labelled by the session it starts in
 * @param rule which of the rules of eligibility its trades count by; an index
 * @param grid its windows; those of the base kind fit into them whole
 */
public record BarKind(Interval interval, String session, int rule, WindowGrid grid) {}
