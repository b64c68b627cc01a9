/** The runnable jar: where the command line, the settings and the pieces of the other modules meet. */
package io.tapemill.app;
