package io.tapemill.app.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A schema registry for development: Confluent's REST protocol over loopback, kept in one file of a data folder, so
 * that it comes back with the same ids. No authentication, one instance per folder.
 */
public final class DevSchemaRegistry implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DevSchemaRegistry.class);

    private static final String FILE = "schemas.jsonl";
    private static final int MAX_BODY_BYTES = 1 << 20;
    private static final int THREADS = 4;
    private static final Pattern LOOPBACK_HOST = Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d+)?");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RegistryBook book;
    private final RegistryRoutes routes;
    private final HttpServer server;
    private final ExecutorService executor;

    private DevSchemaRegistry(RegistryBook book, HttpServer server) {
        this.book = book;
        this.routes = new RegistryRoutes(book);
        this.server = server;
        this.executor = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "dev-schema-registry");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(executor);
        server.createContext("/", this::handle);
        server.start();
    }

    /**
     * Starts serving what the folder holds; the folder is made when it is not there.
     *
     * @param port 0 for any free one
     * @throws IOException when the port is taken or the file in the folder is damaged
     */
    public static DevSchemaRegistry open(Path folder, int port) throws IOException {
        Files.createDirectories(folder);
        RegistryBook book = RegistryBook.open(folder.resolve(FILE));
        try {
            return new DevSchemaRegistry(book, bind(port));
        } catch (IOException e) {
            book.close();
            throw e;
        }
    }

    private static HttpServer bind(int port) throws IOException {
        // read once, when the first server is made: without it every request on a kept connection takes 40 ms
        System.setProperty("sun.net.httpserver.nodelay", "true");
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (BindException e) {
            throw new IOException("the schema registry's port " + port + " is taken; choose another one", e);
        }
    }

    /** Where clients find it. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode answer;
            int status = 200;
            try {
                answer = routes.answer(exchange.getRequestMethod(), path(exchange), body(exchange));
            } catch (RegistryError e) {
                status = e.status();
                answer = error(e.code(), e.getMessage());
            } catch (IOException | RuntimeException e) {
                LOG.error("{} {} failed", exchange.getRequestMethod(), exchange.getRequestURI(), e);
                status = 500;
                answer = error(50001, "the development registry failed; its log says why");
            }
            byte[] bytes = JSON.writeValueAsBytes(answer);
            exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static List<String> path(HttpExchange exchange) throws RegistryError {
        String host = exchange.getRequestHeaders().getFirst("Host");
        if (host == null || !LOOPBACK_HOST.matcher(host).matches()) {
            throw new RegistryError(403, "this development registry is for this machine only, not for host " + host);
        }
        return Arrays.stream(exchange.getRequestURI().getRawPath().split("/"))
                .filter(segment -> !segment.isEmpty())
                .map(segment -> URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8))
                .toList();
    }

    private static JsonNode body(HttpExchange exchange) throws RegistryError, IOException {
        if (exchange.getRequestMethod().equals("GET")) return null;
        // a page of some web site can send a form to this port, but not JSON without being asked by us
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        if (type == null || !type.contains("json")) throw new RegistryError(415, "the body must be JSON, not " + type);
        byte[] bytes = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
        if (bytes.length > MAX_BODY_BYTES) {
            throw new RegistryError(413, "the body is larger than " + MAX_BODY_BYTES + " bytes");
        }
        try {
            return JSON.readTree(bytes);
        } catch (JsonProcessingException e) {
            throw new RegistryError(400, "the body is not JSON: " + e.getOriginalMessage());
        }
    }

    private static JsonNode error(int code, String message) {
        return JsonNodeFactory.instance.objectNode().put("error_code", code).put("message", message);
    }

    @Override
    public void close() throws IOException {
        server.stop(0);
        executor.shutdownNow();
        book.close();
    }
}
