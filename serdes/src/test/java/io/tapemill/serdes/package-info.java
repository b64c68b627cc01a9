/** Tests; {@link io.tapemill.serdes.FakeRegistry} and {@link io.tapemill.serdes.RegistryContract} serve other modules, too. */
package io.tapemill.serdes;
