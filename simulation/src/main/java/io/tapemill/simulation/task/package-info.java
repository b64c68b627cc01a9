/** Instances: the real processor and its real store on a table, a changelog and a transaction that can crash anywhere. */
package io.tapemill.simulation.task;
