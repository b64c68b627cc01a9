/** The HTTP interface under load: ratios to a trivial route, open connections, lost instances, a lost Redis. */
package io.tapemill.bench.http;
