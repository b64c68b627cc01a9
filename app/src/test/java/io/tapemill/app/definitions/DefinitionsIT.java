package io.tapemill.app.definitions;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapemill.app.cli.Commands;
import io.tapemill.app.cli.ExitCode;
import io.tapemill.app.clients.Topics;
import io.tapemill.app.registry.DevSchemaRegistry;
import io.tapemill.app.sandbox.EmbeddedKafka;
import io.tapemill.schemas.Schemas;
import io.tapemill.serdes.RegistryCatalog;
import io.tapemill.serdes.RegistryConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A cluster's definitions, made again in a new one. */
class DefinitionsIT {
    private static final AclBinding FEED = new AclBinding(
            new ResourcePattern(ResourceType.TOPIC, "trades", PatternType.LITERAL),
            new AccessControlEntry("User:feed", "*", AclOperation.WRITE, AclPermissionType.ALLOW));
    private static final AclBinding STATE = new AclBinding(
            new ResourcePattern(ResourceType.TOPIC, "bars-app-", PatternType.PREFIXED),
            new AccessControlEntry("User:app", "*", AclOperation.ALL, AclPermissionType.ALLOW));

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();

    @Test
    void shouldMakeTopicsRightsAndSchemasOfALostClusterAgainWithTheSameIds() throws Exception {
        Path file = folder.resolve("kafka.json");
        try (Servers lost = new Servers(folder.resolve("lost"))) {
            lost.fill();
            assertThat(lost.execute("export-kafka", file)).isEqualTo(ExitCode.DONE);
            assertThat(out.toString()).contains("2 topics, 2 ACLs, 3 schemas");
            assertThat(lost.execute("import-kafka", file, "--dry-run")).isEqualTo(ExitCode.DONE);
            assertThat(out.toString()).contains("0 changes to make");
        }
        try (Servers fresh = new Servers(folder.resolve("fresh"))) {
            assertThat(fresh.execute("import-kafka", file, "--dry-run")).isEqualTo(ExitCode.DIFFERENCES);
            assertThat(fresh.execute("import-kafka", file)).as(out.toString()).isEqualTo(ExitCode.DONE);
            assertThat(out.toString())
                    .contains("create topic trades, 3 partitions", "register version 1 of late-value with id 1");
            Path again = folder.resolve("again.json");
            assertThat(fresh.execute("export-kafka", again)).isEqualTo(ExitCode.DONE);
            assertThat(again).hasSameTextualContentAs(file);

            fresh.change();
            assertThat(fresh.execute("import-kafka", file)).isEqualTo(ExitCode.DONE);
            assertThat(out.toString())
                    .contains(
                            "set retention.ms of trades from 1000 to -1", "set max.message.bytes of bars from 2000 to");
            assertThat(fresh.execute("export-kafka", again)).isEqualTo(ExitCode.DONE);
            assertThat(again).hasSameTextualContentAs(file);
        }
    }

    @Test
    void shouldRefuseOtherPartitionsAndIdsBeforeItChangesAnything() throws Exception {
        Path file = folder.resolve("kafka.json");
        try (Servers servers = new Servers(folder.resolve("other"))) {
            servers.fill();
            Definitions here = servers.definitions();
            Definitions.Topic bars = here.topics().get(0);
            RegistryCatalog.Entry schema = here.schemas().get(0);
            new Definitions(
                            List.of(
                                    new Definitions.Topic("bars", 7, (short) 1, bars.configs()),
                                    new Definitions.Topic("another", 1, (short) 1, Map.of())),
                            List.of(),
                            List.of(new RegistryCatalog.Entry(
                                    schema.subject(), schema.version(), 99, null, schema.schema(), null)),
                            Map.of())
                    .write(file);
            assertThat(servers.execute("import-kafka", file)).isEqualTo(ExitCode.FAILURE);
            assertThat(out.toString()).contains("topic bars has 2 partitions instead of 7", "has id 1 instead of 99");
            assertThat(servers.definitions()).isEqualTo(here);
        }
    }

    /** A Kafka that knows rights, and a registry. */
    private final class Servers implements AutoCloseable {
        private final EmbeddedKafka kafka;
        private final DevSchemaRegistry registry;
        private final Admin admin;
        private final RegistryCatalog catalog;

        private Servers(Path home) throws IOException {
            kafka = EmbeddedKafka.start(
                    home.resolve("kafka"),
                    freePort(),
                    Map.of(
                            "authorizer.class.name",
                            "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                            "super.users",
                            "User:ANONYMOUS"));
            registry = DevSchemaRegistry.open(home.resolve("registry"), 0);
            admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
            catalog = new RegistryCatalog(RegistryConfig.of(registry.url()));
        }

        private void fill() throws Exception {
            Topics.create(
                    admin,
                    List.of(
                            new NewTopic("trades", 3, (short) 1)
                                    .configs(Map.of("retention.ms", "-1", "message.timestamp.type", "LogAppendTime")),
                            new NewTopic("bars", 2, (short) 1)));
            admin.createAcls(List.of(FEED, STATE)).all().get();
            String trade = Schemas.TRADE.toString();
            catalog.register(new RegistryCatalog.Entry("late-value", 1, 1, null, trade, null));
            catalog.register(new RegistryCatalog.Entry("bars-value", 1, 2, null, Schemas.BAR.toString(), null));
            catalog.register(new RegistryCatalog.Entry("trades-value", 1, 1, null, trade, null));
            catalog.setLevel("bars-value", "FULL");
        }

        private void change() throws Exception {
            LiveDefinitions live = new LiveDefinitions(admin, catalog);
            live.set("trades", "retention.ms", Optional.of("1000"));
            live.set("bars", "max.message.bytes", Optional.of("2000"));
            admin.deleteAcls(List.of(FEED.toFilter())).all().get();
        }

        private Definitions definitions() {
            return new LiveDefinitions(admin, catalog).read();
        }

        private int execute(String command, Path file, String... more) {
            out.getBuffer().setLength(0);
            CommandLine line =
                    Commands.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(out, true));
            List<String> arguments = new ArrayList<>(List.of(
                    command,
                    file.toString(),
                    "--set",
                    "kafka.bootstrap.servers=" + kafka.bootstrapServers(),
                    "--set",
                    "tapemill.registry.url=" + registry.url()));
            arguments.addAll(List.of(more));
            return line.execute(arguments.toArray(String[]::new));
        }

        @Override
        public void close() throws IOException {
            admin.close();
            catalog.close();
            registry.close();
            kafka.close();
        }

        private static int freePort() throws IOException {
            try (ServerSocket socket = new ServerSocket(0)) {
                return socket.getLocalPort();
            }
        }
    }
}
