package io.tapemill.app.settings;

import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;

/** Writes {@code docs/configuration.md} from the declarations. */
public final class Reference {
    private static final String HEAD = """
            # Configuration

            <!-- Generated from the declarations by `tapemill config --reference`; a test fails when it differs. -->

            One properties file (UTF-8), given with `-c FILE`. `tapemill config -c FILE` prints every key with its value and
            where it comes from, secrets masked.

            **Where values come from**, a later one wins:

            1. the default, below;
            2. the file;
            3. the environment: `TAPEMILL_` and the key in upper case without its own `tapemill.`, with `.` as `_`, `_` as
               `__` and `-` as `___`. A variable that ends in `_FILE` names a file whose content is the value, for secrets;
            4. `--set key=value` on the command line, as often as needed.

            In the file a value may refer to `${env:NAME}`, a variable, and `${file:PATH}`, the content of a file.
            **Secrets** stand in the file, in a variable or in a file that one of them names. A file with a secret that every
            user may read stops the start (`chmod o-r`), and so does a secret after `--set`.

            **What stops the start** (exit code 3), all reasons at once: an unknown key, with the nearest known one; a wrong
            value, with what is expected; a key that the command needs and that is not set. An empty value is the same as none.

            **Kafka's own settings** are passed through without their prefix: `kafka.*` to every client, `producer.*`,
            `consumer.*` and `streams.*` to that kind, where they win over `kafka.*`. In the environment they keep the
            prefix: `kafka.bootstrap.servers` is `TAPEMILL_KAFKA_BOOTSTRAP_SERVERS`. A Kafka setting whose own name ends in
            `.file` can be given in the file or with `--set` only.
            `kafka.bootstrap.servers` is required by every command that reads or writes Kafka.

            **Durations** are ISO-8601 (`PT0.5S`, `P7D`) or a number and one of `ns us ms s m h d` (`500ms`).

            Variables that are no settings: `TAPEMILL_JAVA_OPTS`, options for `java`, and `TAPEMILL_LOG_FORMAT`: `text`, the
            default, or `json`, an object of the Elastic Common Schema for each line.
            """;

    private Reference() {}

    public static String markdown() {
        StringBuilder page = new StringBuilder(HEAD);
        String group = "";
        Map<String, ConfigKey> definitions = Keys.definition().configKeys();
        for (Key<?> key : Keys.all()) {
            ConfigKey definition = definitions.get(key.name());
            if (!definition.group.equals(group)) {
                group = definition.group;
                page.append("\n## ").append(group).append('\n');
            }
            append(page, key, definition);
        }
        return page.toString();
    }

    private static void append(StringBuilder page, Key<?> key, ConfigKey definition) {
        Optional<String> preset = Settings.presetOf(key);
        page.append("\n### `").append(key.name()).append("`\n\n");
        page.append(definition.documentation).append("\n\n");
        page.append("- default: ")
                .append(preset.map(text -> "`" + text + "`").orElse("none"))
                .append('\n');
        page.append("- accepts: ").append(key.expected()).append('\n');
        page.append("- importance: ")
                .append(definition.importance.name().toLowerCase(java.util.Locale.ROOT))
                .append('\n');
        page.append("- environment: `")
                .append(EnvironmentNames.variableOf(key.name()))
                .append("`\n");
    }
}
