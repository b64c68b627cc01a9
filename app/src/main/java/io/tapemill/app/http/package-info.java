/** What an instance answers over HTTP. */
package io.tapemill.app.http;
