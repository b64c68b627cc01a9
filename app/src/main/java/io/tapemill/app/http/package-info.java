/**
 * How an instance speaks HTTP, whatever about: the server, its limits, routes, parameters, answers and problems. What
 * there is to ask stands in the packages below; this one knows none of them.
 */
package io.tapemill.app.http;
