package io.tapemill.app.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The queries of a Grafana dashboard, with values for its variables, as Grafana would send them. */
record Dashboard(String name, JsonNode json) {
    static final Path FOLDER = Path.of("..", "ops", "grafana", "dashboards");
    private static final String ALL_TIME = "BETWEEN '2025-01-01' AND '2026-01-01'";

    /** One query of a panel. */
    record Query(String panel, String text) {
        @Override
        public String toString() {
            return panel + ": " + text;
        }
    }

    static List<Dashboard> all() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted().map(Dashboard::read).toList();
        }
    }

    private static Dashboard read(Path file) {
        try {
            return new Dashboard(file.getFileName().toString(), new ObjectMapper().readTree(file.toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Query> promql() {
        List<Query> queries = new ArrayList<>();
        targets("expr")
                .forEach(query -> queries.add(new Query(
                        query.panel,
                        query.text.replace("$__rate_interval", "10s").replace("$instance", ".*"))));
        return queries;
    }

    List<Query> sql(String symbol, String interval) {
        List<Query> queries = new ArrayList<>();
        targets("rawSql").forEach(query -> queries.add(new Query(query.panel, filled(query.text, symbol, interval))));
        for (JsonNode variable : json.path("templating").path("list")) {
            String query = variable.path("query").asText();
            if (query.startsWith("SELECT"))
                queries.add(new Query("variable " + variable.path("name").asText(), query));
        }
        return queries;
    }

    private static String filled(String sql, String symbol, String interval) {
        return sql.replace("$symbol", symbol)
                .replace("$interval", interval)
                .replaceAll("\\$__timeFilter\\((\\w+)\\)", "$1 " + ALL_TIME);
    }

    private List<Query> targets(String field) {
        List<Query> queries = new ArrayList<>();
        for (JsonNode panel : json.path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                if (!target.has(field)) continue;
                queries.add(new Query(
                        name + ", " + panel.path("title").asText(),
                        target.path(field).asText()));
            }
        }
        return queries;
    }
}
