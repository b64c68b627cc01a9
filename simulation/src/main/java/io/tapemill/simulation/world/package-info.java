/** What every part of the simulation rests on: settings, codecs, steps that can be interrupted, built-in defects. */
package io.tapemill.simulation.world;
