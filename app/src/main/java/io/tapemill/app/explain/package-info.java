/** Why a bar is what it is: its trades, what was left out and why, and its revisions. */
package io.tapemill.app.explain;
