/** The pages for people: the chart and the overview of the cluster, from files in the jar. */
package io.tapemill.app.http.web;
