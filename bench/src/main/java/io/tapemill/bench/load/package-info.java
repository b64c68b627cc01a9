/** How many trades a second, at what cost, against bare consumer loops in the same run. */
package io.tapemill.bench.load;
