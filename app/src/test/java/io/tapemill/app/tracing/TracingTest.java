package io.tapemill.app.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.tapemill.app.settings.Settings;
import io.tapemill.app.settings.SettingsSources;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class TracingTest {
    private record Posted(String path, String type, byte[] body) {}

    private final List<Posted> posted = new CopyOnWriteArrayList<>();
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private HttpServer collector;
    private int answer = 200;

    @BeforeEach
    void listen() throws IOException {
        collector = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        collector.createContext("/", exchange -> {
            posted.add(new Posted(
                    exchange.getRequestURI().getPath(),
                    exchange.getRequestHeaders().getFirst("Content-Type"),
                    exchange.getRequestBody().readAllBytes()));
            exchange.sendResponseHeaders(answer, -1);
            exchange.close();
        });
        collector.start();
        lines.start();
        logger().addAppender(lines);
    }

    @AfterEach
    void stop() {
        collector.stop(0);
        logger().detachAppender(lines);
    }

    @Test
    void nothingIsTracedByDefault() {
        try (Tracing tracing = Tracing.open(settings(Map.of()), "test")) {
            assertThat(tracing.whenOn()).isEmpty();
            Span span = tracing.tracer().spanBuilder("x").startSpan();
            assertThat(span.getSpanContext().isValid()).isFalse();
        }
    }

    @Test
    void spansGoToACollectorThatSpeaksOtlpBeforeTheProcessEnds() {
        try (Tracing tracing = Tracing.open(settings(Map.of("tapemill.tracing.exporter", "otlp")), "test")) {
            span(tracing, SpanKind.SERVER).end();
        }
        assertThat(posted).hasSize(1);
        assertThat(posted.get(0).type()).isEqualTo("application/x-protobuf");
        assertThat(new String(posted.get(0).body())).contains("a-span").contains("service.name");
    }

    @Test
    void aSpanIsALineInTheLogWithItsTraceWhereEcsWantsIt() {
        Span span;
        try (Tracing tracing = Tracing.open(settings(Map.of("tapemill.tracing.exporter", "zipkin")), "test")) {
            span = span(tracing, SpanKind.SERVER).setAttribute("tapemill.symbol", "A\n12:00:00 ERROR forged");
            span.end();
        }
        ILoggingEvent line = lines.list.get(0);
        assertThat(line.getMDCPropertyMap())
                .containsEntry("trace.id", span.getSpanContext().getTraceId());
        assertThat(line.getFormattedMessage())
                .contains("a-span", span.getSpanContext().getTraceId());
        assertThat(line.getFormattedMessage())
                .as("one line")
                .contains("A?12:00")
                .doesNotContain("\n");
    }

    @Test
    void aServerThatDoesNotTakeSpansIsSaidOnce() {
        answer = 500;
        try (Tracing tracing = Tracing.open(settings(Map.of("tapemill.tracing.exporter", "zipkin")), "test")) {
            span(tracing, SpanKind.SERVER).end();
        }
        assertThat(lines.list.stream()
                        .map(ILoggingEvent::getFormattedMessage)
                        .filter(text -> text.contains("they are lost")))
                .hasSize(1)
                .allSatisfy(text -> assertThat(text).contains("tapemill.tracing.endpoint", "500"));
    }

    @Test
    void tradesAndQueriesHaveSharesOfTheirOwn() {
        Map<String, String> mostlyQueries = Map.of(
                "tapemill.tracing.exporter", "zipkin",
                "tapemill.tracing.trades.one.in", "1000000000",
                "tapemill.tracing.queries.one.in", "1");
        try (Tracing tracing = Tracing.open(settings(mostlyQueries), "test")) {
            assertThat(span(tracing, SpanKind.PRODUCER).getSpanContext().isSampled())
                    .isFalse();
            assertThat(span(tracing, SpanKind.SERVER).getSpanContext().isSampled())
                    .isTrue();
        }
    }

    private static Span span(Tracing tracing, SpanKind kind) {
        return tracing.whenOn()
                .orElseThrow()
                .spanBuilder("a-span")
                .setSpanKind(kind)
                .startSpan();
    }

    private Settings settings(Map<String, String> values) {
        Map<String, String> all = new HashMap<>(values);
        all.put(
                "tapemill.tracing.endpoint",
                "http://127.0.0.1:" + collector.getAddress().getPort() + "/spans");
        all.putIfAbsent("tapemill.tracing.queries.one.in", "1");
        return Settings.load(new SettingsSources(Optional.empty(), Map.of(), all));
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger("io.tapemill.app.tracing");
    }
}
