package io.tapemill.app.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version that Maven wrote into the jar. */
public final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
        return new String[] {"tapemill " + number(), "Java " + Runtime.version()};
    }

    /** Such as 0.1.0. */
    public static String number() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Version.class.getResourceAsStream("/io/tapemill/app/version.properties")) {
            if (in == null) throw new IOException("version.properties is missing from the jar");
            properties.load(in);
        }
        return properties.getProperty("version");
    }
}
