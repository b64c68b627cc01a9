/** Hostile input for everything that reads bytes from outside. */
package io.tapemill.serdes.fuzz;
