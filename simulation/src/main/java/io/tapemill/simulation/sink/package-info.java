/** The real sink on a simulated consumer and a simulated database. */
package io.tapemill.simulation.sink;
