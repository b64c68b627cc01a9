/** Holds what was recorded against the reference program and the invariants I1 to I9. */
package io.tapemill.drills.check;
