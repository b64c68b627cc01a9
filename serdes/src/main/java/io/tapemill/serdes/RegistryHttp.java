package io.tapemill.serdes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** One request to one registry address: bounded in time and size, without retry, redirects never followed. */
final class RegistryHttp implements AutoCloseable {
    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final int MAX_ANSWER_BYTES = 4 << 20;

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * @param status HTTP status
     * @param body the JSON, or empty when the answer was none
     */
    record Answer(URI from, int status, Optional<JsonNode> body) {
        /** The registry's own code, such as 40403, or 0 when the answer has none. */
        int errorCode() {
            return body.map(json -> json.path("error_code").asInt(0)).orElse(0);
        }

        String message() {
            return body.map(json -> json.path("message").asText("")).orElse("");
        }

        @Override
        public String toString() {
            return "HTTP " + status + (errorCode() == 0 ? "" : " (" + errorCode() + " " + message() + ")") + " from "
                    + from;
        }
    }

    private final RegistryConfig config;
    private final HttpClient client;

    RegistryHttp(RegistryConfig config) {
        this.config = config;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(config.connectTimeout());
        if (config.urls().stream().anyMatch(url -> "https".equals(url.getScheme()))) {
            builder.sslContext(RegistryTls.context(config.tls()));
        }
        this.client = builder.build();
    }

    /**
     * GET, or POST when there is a body.
     *
     * @throws IOException when no answer came in time, for whatever reason
     */
    Answer send(URI base, String path, Optional<JsonNode> body) throws IOException, InterruptedException {
        return send(body.isPresent() ? "POST" : "GET", base, path, body);
    }

    /** The same with any method. */
    Answer send(String method, URI base, String path, Optional<JsonNode> body)
            throws IOException, InterruptedException {
        URI uri = URI.create(base.toString().replaceAll("/+$", "") + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(config.requestTimeout())
                .header("Accept", MEDIA_TYPE + ", application/json");
        config.credentials().ifPresent(credentials -> request.header("Authorization", authorization(credentials)));
        body.ifPresent(json -> request.header("Content-Type", MEDIA_TYPE)
                .method(method, HttpRequest.BodyPublishers.ofString(json.toString())));
        HttpResponse<byte[]> response =
                await(client.sendAsync(request.build(), info -> new LimitedBody(MAX_ANSWER_BYTES)));
        return new Answer(base, response.statusCode(), parse(response.body()));
    }

    /** The request's own time-out ends with the headers; this one covers the body, too. */
    private HttpResponse<byte[]> await(CompletableFuture<HttpResponse<byte[]>> pending)
            throws IOException, InterruptedException {
        Duration timeout = config.requestTimeout();
        try {
            return pending.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("no complete answer within " + timeout, e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().toString(), e.getCause());
        } finally {
            pending.cancel(true);
        }
    }

    private static Optional<JsonNode> parse(byte[] body) {
        try {
            JsonNode json = JSON.readTree(new String(body, StandardCharsets.UTF_8));
            return json == null || json.isMissingNode() ? Optional.empty() : Optional.of(json);
        } catch (JsonProcessingException e) {
            return Optional.empty(); // a page of a proxy; the status says the rest
        }
    }

    private static String authorization(RegistryConfig.Credentials credentials) {
        if (credentials instanceof RegistryConfig.Bearer bearer) return "Bearer " + bearer.token();
        RegistryConfig.Basic basic = (RegistryConfig.Basic) credentials;
        byte[] pair = (basic.user() + ":" + basic.password()).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    /** What a person should look at first. */
    static String advice(IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException) {
                return "check that the trust store or CA file holds the issuer of the registry's certificate and that"
                        + " the certificate names this host";
            }
            if (cause instanceof ConnectException) {
                return "check that the registry runs and that host and port are right";
            }
        }
        return "check the registry's health and the network to it";
    }

    /** From JDK 21 on the client can be closed; before, its threads end when it is no longer referenced. */
    @Override
    public void close() {
        if (!(client instanceof AutoCloseable closeable)) return;
        try {
            closeable.close();
        } catch (Exception e) {
            throw new IllegalStateException("the registry's HTTP client cannot be closed", e);
        }
    }
}
