/**
 * The whole of Tapemill's core on simulated surroundings, one thread, every choice drawn from a seed: what goes wrong once
 * in a million runs goes wrong again at will. See docs/correctness.md.
 */
package io.tapemill.simulation;
