/** Server processes on this machine: started, signalled, killed, found again by another process. Linux only. */
package io.tapemill.drills.process;
