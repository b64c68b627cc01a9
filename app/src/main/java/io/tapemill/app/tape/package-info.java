/** The tape as CSV files: reading them line by line, writing them, publishing them. */
package io.tapemill.app.tape;
