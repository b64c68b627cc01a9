/**
 * Bars as they come, as Server-Sent Events. {@link io.tapemill.app.http.stream.BarFeed} follows the bars topic once for
 * all clients of an instance; {@link io.tapemill.app.http.stream.PastBars} reads what a client missed and hands it over
 * to the feed at an exact offset. A client costs a bounded queue and no thread.
 */
package io.tapemill.app.http.stream;
