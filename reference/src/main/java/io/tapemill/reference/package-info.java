/**
 * The promise as a program: bars computed from the accepted trades with lists, sorting and big integers, sharing no
 * arithmetic with the pipeline. Tests and {@code tapemill verify} hold everything else against it.
 */
package io.tapemill.reference;
