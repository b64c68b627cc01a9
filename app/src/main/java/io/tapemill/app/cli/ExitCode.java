package io.tapemill.app.cli;

import io.tapemill.app.clients.UnreachableException;
import io.tapemill.app.settings.InvalidSettingsException;
import io.tapemill.serdes.RegistryUnavailableException;
import io.tapemill.sink.postgres.DatabaseUnavailableException;
import java.net.ConnectException;
import java.sql.SQLException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.TimeoutException;
import picocli.CommandLine.ParameterException;

/** What the exit code of the process says. A signal's own code, 130 or 143, comes from the JVM. */
public final class ExitCode {
    public static final int DONE = 0;
    public static final int FAILURE = 1;
    public static final int USAGE = 2;
    public static final int CONFIGURATION = 3;
    public static final int UNREACHABLE = 4;
    public static final int DIFFERENCES = 5;

    private ExitCode() {}

    /** The code for a failure, by the first exception of the chain of causes that says more than "failed". */
    public static int of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ParameterException) return USAGE;
            if (cause instanceof InvalidSettingsException || cause instanceof ConfigException) return CONFIGURATION;
            if (isUnreachable(cause)) return UNREACHABLE;
        }
        return FAILURE;
    }

    private static boolean isUnreachable(Throwable cause) {
        return cause instanceof UnreachableException
                || cause instanceof ConnectException
                || cause instanceof TimeoutException
                || cause instanceof RegistryUnavailableException
                || cause instanceof DatabaseUnavailableException
                || cause instanceof SQLException sql
                        && sql.getSQLState() != null
                        && sql.getSQLState().startsWith("08");
    }
}
