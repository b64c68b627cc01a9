/** Open windows of any symbol, wherever in the group of instances they are. */
package io.tapemill.app.http.live;
