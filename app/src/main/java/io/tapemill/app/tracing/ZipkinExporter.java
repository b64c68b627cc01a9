package io.tapemill.app.tracing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends spans to a Zipkin server in its JSON format, version 2. OpenTelemetry's own exporter for it is no longer kept.
 * Spans that the server does not take are lost: traces are samples.
 */
final class ZipkinExporter implements SpanExporter {
    private static final Logger LOG = LoggerFactory.getLogger(ZipkinExporter.class);
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final AttributeKey<String> SERVICE = AttributeKey.stringKey("service.name");
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final URI endpoint;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private boolean failing;

    /** @param endpoint where spans are posted, such as http://127.0.0.1:9411/api/v2/spans */
    ZipkinExporter(URI endpoint) {
        this.endpoint = endpoint;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        CompletableResultCode result = new CompletableResultCode();
        HttpRequest request;
        try {
            request = HttpRequest.newBuilder(endpoint)
                    .timeout(PATIENCE)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(json(spans)))
                    .build();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("spans have only texts and numbers in them", e);
        }
        client.sendAsync(request, HttpResponse.BodyHandlers.ofString()).whenComplete((answer, error) -> {
            boolean taken = error == null && answer.statusCode() / 100 == 2;
            note(taken, error == null ? "it answers " + answer.statusCode() + " " + answer.body() : error.toString());
            if (taken) result.succeed();
            else result.fail();
        });
        return result;
    }

    /** Says when it begins to fail and when it ends, not each time. */
    private synchronized void note(boolean taken, String why) {
        if (taken && failing) LOG.info("{} takes spans again", endpoint);
        if (!taken && !failing) {
            LOG.warn("{} (tapemill.tracing.endpoint) does not take spans, they are lost: {}", endpoint, why);
        }
        failing = !taken;
    }

    static byte[] json(Collection<SpanData> spans) throws JsonProcessingException {
        ArrayNode all = MAPPER.createArrayNode();
        for (SpanData span : spans) add(all.addObject(), span);
        return MAPPER.writeValueAsBytes(all);
    }

    private static void add(ObjectNode json, SpanData span) {
        json.put("traceId", span.getTraceId()).put("id", span.getSpanId()).put("name", span.getName());
        if (span.getParentSpanContext().isValid()) json.put("parentId", span.getParentSpanId());
        if (span.getKind() != SpanKind.INTERNAL) json.put("kind", span.getKind().name());
        json.put("timestamp", span.getStartEpochNanos() / 1_000);
        json.put("duration", Math.max(1, (span.getEndEpochNanos() - span.getStartEpochNanos()) / 1_000));
        String service = span.getResource().getAttribute(SERVICE);
        if (service != null) json.putObject("localEndpoint").put("serviceName", service);
        ObjectNode tags = json.putObject("tags");
        span.getAttributes().forEach((key, value) -> tags.put(key.getKey(), String.valueOf(value)));
        if (span.getStatus().getStatusCode() == StatusCode.ERROR) {
            tags.put("error", span.getStatus().getDescription());
        }
    }

    @Override
    public CompletableResultCode flush() {
        return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
        return CompletableResultCode.ofSuccess();
    }
}
