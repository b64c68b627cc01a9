package io.tapemill.drills.drill;

/** How a run of a drill ended. */
public enum Verdict {
    /** The fault landed and every check holds. */
    CLEAN,
    /** A check does not hold. */
    VIOLATED,
    /** The fault did not land, or the run broke: it proves nothing. */
    INCONCLUSIVE
}
