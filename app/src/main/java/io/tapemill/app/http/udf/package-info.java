/** The datafeed protocol of TradingView's charting library, over the same bars. */
package io.tapemill.app.http.udf;
