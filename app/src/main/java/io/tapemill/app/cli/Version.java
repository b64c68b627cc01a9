package io.tapemill.app.cli;

import io.tapemill.app.instance.Release;
import java.io.IOException;
import picocli.CommandLine.IVersionProvider;

/** What --version prints. */
public final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
        return new String[] {"tapemill " + Release.version(), "Java " + Runtime.version()};
    }
}
