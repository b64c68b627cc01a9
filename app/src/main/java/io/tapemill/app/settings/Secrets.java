package io.tapemill.app.settings;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Decides what must not be shown, and hides it. */
final class Secrets {
    static final String MASK = "********";

    private static final List<String> WORDS =
            List.of("password", "secret", "token", "credential", "jaas.config", "user.info", "private.key");
    private static final Pattern URL_USER = Pattern.compile("(?<=://)[^/@\\s]*:[^/@\\s]*@");
    private static final Pattern URL_PASSWORD = Pattern.compile("(?i)(?<=[?&;](ssl)?password=)[^&;\\s]*");

    private Secrets() {}

    /** The value as it may be printed: hidden if the key is secret, and without the passwords inside URLs. */
    static String shown(String key, String value) {
        if (value.isEmpty()) return value;
        if (isSecret(key)) return MASK;
        String withoutUser = URL_USER.matcher(value).replaceAll(MASK + "@");
        return URL_PASSWORD.matcher(withoutUser).replaceAll(MASK);
    }

    static boolean isSecret(String key) {
        Optional<Boolean> declared = Keys.byName(key).map(Key::secret);
        return declared.orElseGet(() -> soundsSecret(key.toLowerCase(Locale.ROOT)));
    }

    /** For keys nobody declared: a misspelt password is still a password. */
    private static boolean soundsSecret(String key) {
        boolean nearSecret = key.startsWith("tapemill.")
                && Keys.byName(NearestKey.to(key)).map(Key::secret).orElse(false);
        return nearSecret || key.endsWith("keystore.key") || WORDS.stream().anyMatch(key::contains);
    }
}
