/** What an instance counts about itself, for Prometheus; docs/metrics.md lists it. No label ever holds a symbol. */
package io.tapemill.app.metrics;
