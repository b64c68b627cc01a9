/** How fast bars get from their topic into PostgreSQL, against plain COPY. */
package io.tapemill.bench.sink;
