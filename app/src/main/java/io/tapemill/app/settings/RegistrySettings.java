package io.tapemill.app.settings;

import io.tapemill.serdes.RegistryConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The registry part of the settings, as the registry client wants it. */
public final class RegistrySettings {
    private RegistrySettings() {}

    /** {@link InvalidSettingsException} when the keys do not fit together. */
    public static RegistryConfig of(Settings settings) {
        Duration timeout = settings.get(Keys.REGISTRY_TIMEOUT);
        try {
            return new RegistryConfig(
                    settings.get(Keys.REGISTRY_URL),
                    credentials(settings),
                    tls(settings),
                    timeout,
                    timeout,
                    RegistryConfig.Retry.DEFAULT);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingsException("tapemill.registry.*: " + e.getMessage());
        }
    }

    private static Optional<RegistryConfig.Credentials> credentials(Settings settings) {
        Optional<String> user = settings.find(Keys.REGISTRY_USER);
        Optional<String> password = settings.find(Keys.REGISTRY_PASSWORD);
        if (user.isPresent() != password.isPresent()) {
            throw new InvalidSettingsException(
                    Keys.REGISTRY_USER + " and " + Keys.REGISTRY_PASSWORD + " belong together, but only one is set");
        }
        return user.map(name -> new RegistryConfig.Basic(name, password.orElseThrow()));
    }

    private static RegistryConfig.Tls tls(Settings settings) {
        return new RegistryConfig.Tls(
                store(settings, Keys.REGISTRY_TRUSTSTORE_PATH, Keys.REGISTRY_TRUSTSTORE_PASSWORD),
                Optional.empty(),
                store(settings, Keys.REGISTRY_KEYSTORE_PATH, Keys.REGISTRY_KEYSTORE_PASSWORD));
    }

    private static Optional<RegistryConfig.Store> store(Settings settings, Key<Path> path, Key<String> password) {
        return settings.find(path)
                .map(file ->
                        new RegistryConfig.Store(file, settings.find(password).orElse("")));
    }
}
