/**
 * Who may ask what over HTTP: keys, scopes, rates, certificates, and which other instances are trusted. Knows nothing of
 * the server that asks it.
 */
package io.tapemill.app.access;
