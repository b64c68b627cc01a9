/** One running instance: stream threads and sink, wired from the settings, with their life from start to stop. */
package io.tapemill.app.instance;
