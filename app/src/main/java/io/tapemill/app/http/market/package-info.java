/** What there is to ask for: symbols, intervals, calendars. */
package io.tapemill.app.http.market;
