/** What is recorded while a drill runs: when bars came out, and what the database looked like. */
package io.tapemill.drills.watch;
