/** What the overview page shows: how each instance is doing, and who owns what. */
package io.tapemill.app.http.cluster;
