/**
 * Where spans go: nowhere by default, else to an OpenTelemetry collector or a Zipkin server, and into the log. What is
 * traced is decided where it happens; see docs/tracing.md.
 */
package io.tapemill.app.tracing;
