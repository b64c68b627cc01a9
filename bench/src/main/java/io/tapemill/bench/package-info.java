/** Measures Tapemill on real servers against the least that could do the job; checks every bar on the way. */
package io.tapemill.bench;
