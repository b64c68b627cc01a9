package io.tapemill.app.cli;

import io.tapemill.app.clients.Topics;
import io.tapemill.app.definitions.Changes;
import io.tapemill.app.definitions.Changes.Change;
import io.tapemill.app.definitions.Definitions;
import io.tapemill.app.definitions.LiveDefinitions;
import io.tapemill.app.settings.KafkaRole;
import io.tapemill.app.settings.Need;
import io.tapemill.app.settings.RegistrySettings;
import io.tapemill.app.settings.Settings;
import io.tapemill.serdes.RegistryCatalog;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes Kafka and the registry what a file of {@link ExportKafkaCommand} says. */
@Command(
        name = "import-kafka",
        description = {
            "Creates what is missing of the topics, ACLs and schemas in a file that export-kafka wrote, and gives topics"
                    + " that are there the configuration in the file. Deletes nothing. May be run again.",
            "Refuses, before it changes anything, when a topic has another number of partitions or a schema another id:"
                    + " records name schemas by id."
        })
public final class ImportKafkaCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Parameters(paramLabel = "FILE", description = "Written by export-kafka.")
    private Path file;

    @Option(
            names = "--dry-run",
            description = "Print what would be done and do nothing. Exit code 5 when there is something.")
    private boolean dryRun;

    @Option(
            names = "--replicas",
            paramLabel = "N",
            description = "Replicas of new topics, for a smaller cluster. Default: as in the file.")
    private Short replicas;

    @Override
    public Integer call() throws IOException {
        Definitions wanted = Definitions.read(file);
        Settings settings = common.settings(Need.KAFKA, Need.REGISTRY);
        Topics.require(settings); // says early that Kafka is out of reach
        PrintWriter out = spec.commandLine().getOut();
        try (Admin admin = Admin.create(settings.kafkaProperties(KafkaRole.ADMIN));
                RegistryCatalog registry = new RegistryCatalog(RegistrySettings.of(settings))) {
            List<Change> changes =
                    Changes.between(new LiveDefinitions(admin, registry), wanted, Optional.ofNullable(replicas));
            for (Change change : changes) {
                if (!dryRun) change.action().run();
                out.println(change.text());
                out.flush();
            }
            out.println(changes.size() + (dryRun ? " changes to make" : " changes made"));
            out.flush();
            return dryRun && !changes.isEmpty() ? ExitCode.DIFFERENCES : ExitCode.DONE;
        }
    }
}
