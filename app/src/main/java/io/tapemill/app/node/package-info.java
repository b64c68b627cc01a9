/** One process of Tapemill: the instance that works and the HTTP interface that answers for it. */
package io.tapemill.app.node;
