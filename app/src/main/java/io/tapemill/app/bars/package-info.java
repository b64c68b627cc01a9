/** Bars as text: a table, CSV, JSON. */
package io.tapemill.app.bars;
