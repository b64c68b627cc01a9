/** The product broken on purpose, to show that the drills notice: classes changed on their way into a folder. */
package io.tapemill.drills.mutant;
