package io.tapemill.app.cli;

import io.tapemill.app.instance.PipelineSettings;
import io.tapemill.app.settings.Need;
import io.tapemill.app.settings.Settings;
import io.tapemill.sink.postgres.Database;
import io.tapemill.sink.postgres.DatabaseConfig;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Brings the tables to this release's version, so that the instances need no right to change tables. */
@Command(
        name = "migrate",
        description = "Brings the tables in PostgreSQL to this release's version, under the user of"
                + " tapemill.migration.jdbc.*, and ends.",
        footer =
                "Instances then run with tapemill.sink.migrate=never. See docs/security.md for the rights of each user.")
public final class MigrateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Override
    public Integer call() {
        Settings settings = common.settings(Need.DATABASE);
        DatabaseConfig config = PipelineSettings.migration(settings);
        try (Database database = Database.of(config, 1)) {
            database.migrate();
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println("the tables in " + config.location() + " are at this release's version");
        out.flush();
        return ExitCode.DONE;
    }
}
