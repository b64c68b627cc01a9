/** The hostile tape, how it is sent, and what is known of each message sent. */
package io.tapemill.drills.load;
