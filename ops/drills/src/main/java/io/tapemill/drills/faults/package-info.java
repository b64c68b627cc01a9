/** The faults: each injects, proves that it landed, and heals. */
package io.tapemill.drills.faults;
