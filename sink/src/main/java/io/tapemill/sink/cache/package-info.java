/**
 * The newest bars, close at hand. An entry is a copy of what PostgreSQL holds of one series: loaded from there when
 * somebody asks, kept up by every commit of the sink, and trusted for a limited time only. {@link
 * io.tapemill.sink.cache.BarCache} is the way in; the copies are in this process or in a Redis that instances share.
 */
package io.tapemill.sink.cache;
