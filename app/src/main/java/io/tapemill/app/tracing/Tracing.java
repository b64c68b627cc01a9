package io.tapemill.app.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.tapemill.app.settings.Keys;
import io.tapemill.app.settings.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The tracer of a process and the exporter behind it; closing sends what is left. */
public final class Tracing implements AutoCloseable {
    /** Nothing is traced, at no cost. */
    public static final Tracing OFF = new Tracing(Optional.empty());

    private static final String SCOPE = "io.tapemill";
    private static final URI OTLP = URI.create("http://127.0.0.1:4318/v1/traces");
    private static final URI ZIPKIN = URI.create("http://127.0.0.1:9411/api/v2/spans");
    private static final Duration EXPORT_DELAY = Duration.ofSeconds(1);
    private static final Duration LAST_EXPORT = Duration.ofSeconds(5);

    private final Optional<SdkTracerProvider> provider;

    private Tracing(Optional<SdkTracerProvider> provider) {
        this.provider = provider;
    }

    /** @param service under which the spans of this process appear */
    public static Tracing open(Settings settings, String service) {
        Optional<SpanExporter> exporter = exporter(settings);
        if (exporter.isEmpty()) return OFF;
        RootSampler sampler = new RootSampler(
                1.0 / settings.get(Keys.TRACING_TRADES_ONE_IN), 1.0 / settings.get(Keys.TRACING_QUERIES_ONE_IN));
        return new Tracing(Optional.of(SdkTracerProvider.builder()
                .setResource(Resource.create(Attributes.builder()
                        .put("service.name", service)
                        .put("service.namespace", settings.get(Keys.APPLICATION_ID))
                        .build()))
                .setSampler(sampler.belowTheirs())
                .addSpanProcessor(new SpanLog())
                .addSpanProcessor(BatchSpanProcessor.builder(exporter.get())
                        .setScheduleDelay(EXPORT_DELAY)
                        .build())
                .build()));
    }

    private static Optional<SpanExporter> exporter(Settings settings) {
        Optional<URI> set = settings.find(Keys.TRACING_ENDPOINT);
        return switch (settings.get(Keys.TRACING_EXPORTER)) {
            case "otlp" ->
                Optional.of(OtlpHttpSpanExporter.builder()
                        .setEndpoint(set.orElse(OTLP).toString())
                        .build());
            case "zipkin" -> Optional.of(new ZipkinExporter(set.orElse(ZIPKIN)));
            default -> Optional.empty();
        };
    }

    /** Empty when tracing is off. */
    public Optional<Tracer> whenOn() {
        return provider.map(on -> on.get(SCOPE));
    }

    /** One whose spans go nowhere when tracing is off. */
    public Tracer tracer() {
        return whenOn().orElseGet(() -> TracerProvider.noop().get(SCOPE));
    }

    @Override
    public void close() {
        provider.ifPresent(on -> on.shutdown().join(LAST_EXPORT.toMillis(), TimeUnit.MILLISECONDS));
    }
}
