/** The command line: one class per command, and what they share. Data goes to standard output, the rest to error. */
package io.tapemill.app.cli;
