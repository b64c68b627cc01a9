package io.tapemill.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tapemill.app.access.StartRules;
import io.tapemill.app.settings.Reference;
import io.tapemill.app.settings.Settings;
import io.tapemill.app.settings.Settings.Entry;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what the settings are and where each comes from. */
@Command(
        name = "config",
        description = "Checks the settings and prints each with its value and origin (default, file, env, set).",
        footer = "Secrets are masked. Exit code 3 when the settings do not allow a start.")
public final class ConfigCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Option(names = "--json", description = "Print JSON: an array of {key, value, origin}.")
    private boolean json;

    @Option(names = "--reference", description = "Print the reference page of all settings, in Markdown.")
    private boolean reference;

    @Override
    public Integer call() throws JsonProcessingException {
        PrintWriter out = spec.commandLine().getOut();
        if (reference) {
            out.print(Reference.markdown());
            out.flush();
            return ExitCode.DONE;
        }
        Settings settings = common.settings();
        if (json) out.println(json(settings));
        else printTable(out, settings.entries());
        out.flush();
        StartRules.check(settings);
        return ExitCode.DONE;
    }

    private static void printTable(PrintWriter out, List<Entry> entries) {
        int keyWidth =
                entries.stream().mapToInt(entry -> entry.key().length()).max().orElse(0);
        int valueWidth =
                entries.stream().mapToInt(entry -> entry.value().length()).max().orElse(0);
        String line = "%-" + keyWidth + "s  %-" + Math.max(1, Math.min(valueWidth, 60)) + "s  %s%n";
        for (Entry entry : entries) {
            String value = entry.value().isEmpty() ? "(not set)" : entry.value();
            out.printf(line, entry.key(), value, entry.origin().text());
        }
    }

    private static String json(Settings settings) throws JsonProcessingException {
        List<Map<String, String>> rows = new ArrayList<>();
        for (Entry entry : settings.entries()) {
            Map<String, String> row = new LinkedHashMap<>();
            row.put("key", entry.key());
            row.put("value", entry.value());
            row.put("origin", entry.origin().text());
            rows.add(row);
        }
        return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(rows);
    }
}
