package io.tapemill.app.cli;

import io.tapemill.app.clients.Topics;
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
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Copies what Kafka and the registry are, apart from records, to a file. */
@Command(
        name = "export-kafka",
        description = {
            "Writes the definitions of all topics (partitions, replicas, configurations), of all ACLs, and of all schemas"
                    + " with their ids to a JSON file. No records. import-kafka makes them again.",
            "The user needs DESCRIBE and DESCRIBE_CONFIGS on the topics, and DESCRIBE on the cluster for ACLs."
        })
public final class ExportKafkaCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Parameters(paramLabel = "FILE", description = "Written when all has been read; replaced when it is there.")
    private Path file;

    @Override
    public Integer call() throws IOException {
        Settings settings = common.settings(Need.KAFKA, Need.REGISTRY);
        Topics.require(settings); // says early that Kafka is out of reach
        try (Admin admin = Admin.create(settings.kafkaProperties(KafkaRole.ADMIN));
                RegistryCatalog registry = new RegistryCatalog(RegistrySettings.of(settings))) {
            Definitions definitions = new LiveDefinitions(admin, registry).read();
            definitions.write(file);
            PrintWriter out = spec.commandLine().getOut();
            out.println(file + ": " + definitions.summary());
            out.flush();
        }
        return ExitCode.DONE;
    }
}
