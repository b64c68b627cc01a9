package io.tapemill.app.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/** Reads the CSV as a spreadsheet would: with Python's reader, which has nothing to do with us. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class CsvReaderIT {
    private static final String SCRIPT = "import csv, json, sys; print(json.dumps(list(csv.DictReader(sys.stdin))))";
    private static final String RANGE =
            "/v1/bars/ACME?interval=1m&from=2025-01-02T14:30:00Z" + "&to=2025-01-02T14:32:00Z&partial=include";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TempDir
    private Path folder;

    @Test
    void shouldGiveTheSameValuesAsTheJson() throws Exception {
        try (Cluster cluster = new Cluster(folder, Map.of("tapemill.tick.interval", "0s")).start(1)) {
            cluster.publish(Acme.trades());
            cluster.awaitAnswers(List.of(Acme.SYMBOL), "1m");
            Cluster.await(() -> cluster.body(cluster.node(0), RANGE).contains("\"rev\":2"));

            JsonNode rows = read(cluster.body(cluster.node(0), RANGE + "&format=csv"));
            JsonNode bars = MAPPER.readTree(cluster.body(cluster.node(0), RANGE + "&decimals=string"))
                    .get("bars");

            assertThat(rows).hasSameSizeAs(bars).isNotEmpty();
            for (int i = 0; i < rows.size(); i++) {
                JsonNode row = rows.get(i);
                assertThat(row.get("symbol").asText()).isEqualTo(Acme.SYMBOL);
                bars.get(i).properties().forEach(member -> assertThat(
                                row.get(member.getKey()).asText())
                        .as("%s of %s", member.getKey(), row)
                        .isEqualTo(member.getValue().asText()));
            }
        }
    }

    private static JsonNode read(String csv) throws IOException, InterruptedException {
        Process python;
        try {
            python = new ProcessBuilder("python3", "-c", SCRIPT).start();
        } catch (IOException e) {
            throw new TestAbortedException("python3 is not on this machine: skipped", e);
        }
        try (OutputStream in = python.getOutputStream()) {
            in.write(csv.getBytes(StandardCharsets.UTF_8));
        }
        JsonNode rows = MAPPER.readTree(python.getInputStream().readAllBytes());
        assertThat(python.waitFor()).isZero();
        return rows;
    }
}
