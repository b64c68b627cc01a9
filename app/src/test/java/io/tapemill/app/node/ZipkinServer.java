package io.tapemill.app.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tapemill.app.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A real Zipkin server that keeps traces in memory. Where its jar was not fetched, what needs it is skipped. */
final class ZipkinServer implements AutoCloseable {
    private static final Path JAR = Path.of("target", "zipkin", "zipkin.jar").toAbsolutePath();
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process process;
    private final String url;

    ZipkinServer(Path folder) throws IOException {
        Assumptions.assumeTrue(Files.exists(JAR), "Zipkin's jar is not there; mvn verify fetches it: " + JAR);
        Files.createDirectories(folder);
        int port = FreePort.take();
        url = "http://127.0.0.1:" + port;
        process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Darmeria.ports[0].address=127.0.0.1",
                        "-Darmeria.ports[0].port=" + port,
                        "-Darmeria.ports[0].protocols[0]=http",
                        "-jar",
                        JAR.toString()))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("zipkin.log").toFile())
                .start();
    }

    boolean isUp() {
        try {
            return get("/health").statusCode() == 200;
        } catch (IOException | InterruptedException e) { // not there yet
            return false;
        }
    }

    /** Where spans are posted. */
    String endpoint() {
        return url + "/api/v2/spans";
    }

    /** Traces, each a list of spans, that have a span of this name. */
    JsonNode traces(String spanName) throws IOException, InterruptedException {
        return MAPPER.readTree(
                get("/api/v2/traces?limit=1000&lookback=3600000&spanName=" + spanName.replace(" ", "%20"))
                        .body());
    }

    /** The spans of one trace; none when it is not known. */
    JsonNode trace(String id) throws IOException, InterruptedException {
        HttpResponse<String> answer = get("/api/v2/trace/" + id);
        return answer.statusCode() == 200 ? MAPPER.readTree(answer.body()) : MAPPER.createArrayNode();
    }

    private HttpResponse<String> get(String target) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(url + target)).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
