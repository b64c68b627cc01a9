/** Read-only views of what stream threads hold: asked by any thread, answered by the owner from its own state. */
package io.tapemill.topology.query;
