/** What orchestrators ask: whether an instance lives, is ready, has started. */
package io.tapemill.app.http.health;
