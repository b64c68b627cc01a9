/** The command line: a cluster up and down, one drill, all of them, a storm. */
package io.tapemill.drills.cli;
