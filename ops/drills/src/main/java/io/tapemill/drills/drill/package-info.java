/** What a drill is, the arena it runs in, and the run itself: steady, fault, recovery, checks, verdict. */
package io.tapemill.drills.drill;
