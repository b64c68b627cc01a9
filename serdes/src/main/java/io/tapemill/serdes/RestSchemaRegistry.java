package io.tapemill.serdes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Client of the Confluent Schema Registry REST protocol, as also spoken by Apicurio Registry, Karapace and Redpanda.
 * Answers are kept for ever, because neither an id nor a registration changes its meaning. Thread-safe; a call blocks
 * until it is answered or all attempts have failed, or {@link #close} is called.
 */
public final class RestSchemaRegistry implements SchemaRegistry, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RestSchemaRegistry.class);

    private static final int SUBJECT_NOT_FOUND = 40401;
    private static final int SCHEMA_NOT_FOUND = 40403;

    private record Registration(String subject, Schema schema) {}

    private final RegistryConfig config;
    private final RegistryHttp http;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Map<Integer, Schema> byId = new ConcurrentHashMap<>();
    private final Map<Registration, Integer> registered = new ConcurrentHashMap<>();

    /** {@link IllegalArgumentException} when a key store, trust store or CA file cannot be used. */
    public RestSchemaRegistry(RegistryConfig config) {
        this.config = config;
        this.http = new RegistryHttp(config);
    }

    @Override
    public int register(String subject, Schema schema) {
        Registration registration = new Registration(subject, schema);
        Integer known = registered.get(registration);
        if (known != null) return known;
        JsonNode body = JsonNodeFactory.instance.objectNode().put("schema", schema.toString());
        String path = "/subjects/" + encode(subject) + "/versions";
        RegistryHttp.Answer answer = ask("register a schema under subject " + subject, path, Optional.of(body));
        if (answer.status() == 409) {
            throw new IncompatibleSchemaException("the registry refused the schema " + schema.getFullName()
                    + " for subject " + subject + " as incompatible with earlier versions: " + answer
                    + ". Use a topic of its own, or set the subject's compatibility level if the change is wanted");
        }
        int id = requireOk("register a schema under subject " + subject, answer)
                .path("id")
                .asInt(-1);
        if (id < 0) throw new RegistryRefusedException("no schema id in the answer to a registration: " + answer);
        registered.put(registration, id);
        LOG.info("Subject {} is written with schema id {}", subject, id);
        return id;
    }

    @Override
    public Schema byId(int id) {
        Schema known = byId.get(id);
        if (known != null) return known;
        String task = "look up schema id " + id;
        RegistryHttp.Answer answer = ask(task, "/schemas/ids/" + id, Optional.empty());
        if (isUnknown(answer)) {
            throw new UnknownSchemaException("schema id " + id + " is not known to the registry " + config.urls());
        }
        Schema schema = parse(id, requireOk(task, answer));
        byId.put(id, schema);
        return schema;
    }

    private static Schema parse(int id, JsonNode answer) {
        String type = answer.path("schemaType").asText("AVRO");
        if (!type.equals("AVRO")) throw new UnknownSchemaException("schema id " + id + " is " + type + ", not AVRO");
        try {
            return new Schema.Parser().parse(answer.path("schema").asText());
        } catch (RuntimeException e) { // Avro's parser lets some of Java's own exceptions through
            throw new UnknownSchemaException(
                    "schema id " + id + " cannot be used (references to other subjects are not supported): "
                            + e.getMessage(),
                    e);
        }
    }

    private static boolean isUnknown(RegistryHttp.Answer answer) {
        // only with the registry's own code: any other 404 is a wrong address, and must not make good records poison
        return answer.status() == 404
                && (answer.errorCode() == SCHEMA_NOT_FOUND || answer.errorCode() == SUBJECT_NOT_FOUND);
    }

    private static JsonNode requireOk(String task, RegistryHttp.Answer answer) {
        if (answer.status() == 200 && answer.body().isPresent())
            return answer.body().get();
        String advice =
                switch (answer.status()) {
                    case 401 -> "set the registry user and password, or correct them";
                    case 403 -> "give this user the right to do it";
                    case 422 -> "the registry finds the schema invalid";
                    default ->
                        "check that the URL is the base of a Confluent-compatible API (for Apicurio it ends in"
                                + " /apis/ccompat/v7)";
                };
        throw new RegistryRefusedException("the registry refused to " + task + ": " + answer + "; " + advice);
    }

    /** The first definite answer of any address, with retries; 5xx, 408 and 429 are not definite. */
    private RegistryHttp.Answer ask(String task, String path, Optional<JsonNode> body) {
        for (int attempt = 1; ; attempt++) {
            Round round = tryAll(path, body);
            if (round.answer != null) return round.answer;
            String failure = "cannot " + task + " at " + config.urls() + ", attempt " + attempt + " of "
                    + config.retry().attempts() + ": " + round.failure.getMessage();
            if (attempt >= config.retry().attempts()) throw unavailable(failure, round.failure);
            LOG.warn("{}; trying again", failure);
            pause(failure, attempt);
        }
    }

    private record Round(RegistryHttp.Answer answer, IOException failure) {}

    private Round tryAll(String path, Optional<JsonNode> body) {
        RegistryHttp.Answer unknown = null;
        IOException failure = null;
        for (URI url : config.urls()) {
            try {
                RegistryHttp.Answer answer = http.send(url, path, body);
                if (!isTransient(answer)) {
                    // a follower may lag behind: an id is unknown only when no address knows it
                    if (!isUnknown(answer)) return new Round(answer, null);
                    unknown = answer;
                } else {
                    failure = join(failure, new IOException(answer.toString()));
                }
            } catch (IOException e) {
                failure = join(failure, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RegistryUnavailableException("interrupted while waiting for the registry " + url, e);
            }
        }
        return new Round(unknown, failure);
    }

    private static boolean isTransient(RegistryHttp.Answer answer) {
        return answer.status() >= 500 || List.of(408, 429).contains(answer.status());
    }

    private static IOException join(IOException earlier, IOException later) {
        if (earlier == null) return later;
        earlier.addSuppressed(later);
        return earlier;
    }

    private static RegistryUnavailableException unavailable(String failure, IOException cause) {
        return new RegistryUnavailableException(failure + "; " + RegistryHttp.advice(cause), cause);
    }

    private void pause(String failure, int attempt) {
        try {
            if (closed.await(delayMs(config.retry(), attempt), TimeUnit.MILLISECONDS)) {
                throw new RegistryUnavailableException(failure + "; given up because the client was closed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryUnavailableException(failure + "; interrupted while waiting to try again", e);
        }
    }

    /** Doubles with each attempt up to the longest delay; the second half of it is random. */
    static long delayMs(RegistryConfig.Retry retry, int attempt) {
        Duration doubled = retry.firstDelay().multipliedBy(1L << Math.min(attempt - 1, 20));
        long longestMs = Math.min(doubled.toMillis(), retry.maxDelay().toMillis());
        return longestMs - ThreadLocalRandom.current().nextLong(longestMs / 2 + 1);
    }

    private static String encode(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Ends waits between attempts; calls under way fail with {@link RegistryUnavailableException}. */
    @Override
    public void close() {
        closed.countDown();
        http.close();
    }
}
