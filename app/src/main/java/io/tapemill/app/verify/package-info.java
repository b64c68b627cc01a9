/** Recomputes every bar from the tape with the reference program and compares it with the topic and the database. */
package io.tapemill.app.verify;
