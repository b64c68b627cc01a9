package io.tapemill.app.instance;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** Which release this is. */
public final class Release {
    private Release() {}

    /** The version that Maven wrote into the jar, such as 0.1.0. */
    public static String version() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Release.class.getResourceAsStream("/io/tapemill/app/version.properties")) {
            if (in == null) throw new IOException("version.properties is missing from the jar");
            properties.load(in);
        }
        return properties.getProperty("version");
    }
}
