/**
 * Settings: declared once in {@link io.tapemill.app.settings.Keys}, read from four places, checked together before
 * anything starts.
 */
package io.tapemill.app.settings;
