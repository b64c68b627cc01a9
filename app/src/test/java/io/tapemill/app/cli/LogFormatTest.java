package io.tapemill.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.status.StatusUtil;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.slf4j.MDC;

/** The log lines that logback.xml makes of what is logged. */
@ResourceLock(Resources.SYSTEM_ERR)
class LogFormatTest {
    @Test
    void linesAreReadableUnlessAskedOtherwise() throws Exception {
        assertThat(logged(null)).containsPattern("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO  +Thing +it is \"well\"");
    }

    @Test
    void jsonIsOneObjectALineInTheElasticCommonSchema() throws Exception {
        MDC.put("trace.id", "4bf92f3577b34da6");
        String[] lines = logged("json").split("\n");
        MDC.remove("trace.id");
        assertThat(lines).hasSize(2);
        JsonNode first = new ObjectMapper().readTree(lines[0]);
        assertThat(first.path("message").asText()).isEqualTo("it is \"well\"\nreally");
        assertThat(first.path("log.level").asText()).isEqualTo("INFO");
        assertThat(first.path("service.name").asText()).isEqualTo("tapemill");
        assertThat(first.path("trace.id").asText()).isEqualTo("4bf92f3577b34da6");
        assertThat(first.has("@timestamp")).isTrue();
        assertThat(first.has("ecs.version")).isTrue();
        JsonNode second = new ObjectMapper().readTree(lines[1]);
        assertThat(second.path("error.type").asText()).isEqualTo("java.lang.IllegalStateException");
        assertThat(second.path("error.stack_trace").asText()).contains("LogFormatTest");
    }

    @Test
    void anotherFormatIsRefusedByName() {
        assertThat(LogFormat.problem(Map.of())).isEmpty();
        assertThat(LogFormat.problem(Map.of("TAPEMILL_LOG_FORMAT", "json"))).isEmpty();
        assertThat(LogFormat.problem(Map.of("TAPEMILL_LOG_FORMAT", "xml")))
                .hasValue("tapemill: TAPEMILL_LOG_FORMAT=xml must be text or json");
    }

    /** What two events come to on standard error. */
    private static String logged(String format) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            LoggerContext context = new LoggerContext();
            context.setMDCAdapter(MDC.getMDCAdapter());
            if (format != null) context.putProperty("TAPEMILL_LOG_FORMAT", format);
            JoranConfigurator configurator = new JoranConfigurator();
            configurator.setContext(context);
            configurator.doConfigure(LogFormatTest.class.getResource("/logback.xml"));
            // logback prints what it did when there is anything to warn of
            assertThat(new StatusUtil(context).isWarningOrErrorFree(0)).isTrue();
            context.getLogger("io.tapemill.Thing").info("it is \"well\"{}", "\nreally");
            context.getLogger("io.tapemill.Thing").error("not well", new IllegalStateException("why"));
            context.stop();
        } finally {
            System.setErr(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
