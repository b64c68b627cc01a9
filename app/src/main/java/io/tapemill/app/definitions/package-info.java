/**
 * What a cluster is apart from its records: topics, rights, schemas. Copied to a file, compared with it, made again from
 * it.
 */
package io.tapemill.app.definitions;
