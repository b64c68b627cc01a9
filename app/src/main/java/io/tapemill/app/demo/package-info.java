/** A tape made up on the spot that looks like a market, and a view of the bars it gives. */
package io.tapemill.app.demo;
