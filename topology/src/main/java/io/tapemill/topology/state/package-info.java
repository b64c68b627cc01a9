/**
 * What a task remembers: open windows on the heap, everything needed to rebuild them in one logged store, and the
 * private formats in between. The heap is ahead of the store between commits; a flush inside the commit levels them.
 */
package io.tapemill.topology.state;
