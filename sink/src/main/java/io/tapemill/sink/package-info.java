/**
 * Takes bars from the bars topic to where they are read, exactly once: the place reached in the topic lives in the
 * database and changes in the same transaction as the rows.
 */
package io.tapemill.sink;
