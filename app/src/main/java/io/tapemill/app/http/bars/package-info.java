/** Bars over HTTP: ranges, the newest, their revisions and their explanation; stored and open ones in one answer. */
package io.tapemill.app.http.bars;
