/** The whole pipeline on a real broker with real tapes, against bars that others made of them. */
package io.tapemill.topology.data;
