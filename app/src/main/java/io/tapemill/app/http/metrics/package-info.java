/** What Prometheus scrapes. */
package io.tapemill.app.http.metrics;
