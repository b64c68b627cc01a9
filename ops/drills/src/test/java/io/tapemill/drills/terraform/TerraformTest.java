package io.tapemill.drills.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The modules as far as they need no provider. Where Terraform is not installed the tests are skipped, and say so. The
 * module that brings up processes has a test of its own, ops/terraform/local/test.
 */
class TerraformTest {
    private static final Path TERRAFORM = Path.of("..", "terraform");
    private static final Pattern RIGHT =
            Pattern.compile("(?m)^\\| (app|sink|feed) \\| (\\S+) \\| (\\S+) \\| (\\S+) \\| (\\S+) \\|$");

    @TempDir
    private Path work;

    private record Result(int exitCode, String text) {}

    @Test
    void everyFileIsFormatted() throws Exception {
        Result result = terraform(TERRAFORM, "fmt", "-check", "-recursive", "-diff");
        assertThat(result.exitCode).as(result.text).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"plan", "instances", "monitoring"})
    void modulesWithoutProvidersPassTheirTests(String module) throws Exception {
        Path folder = TERRAFORM.resolve("modules").resolve(module);
        for (List<String> command : List.of(List.of("init", "-input=false"), List.of("validate"), List.of("test"))) {
            Result result = terraform(folder, command.toArray(String[]::new));
            assertThat(result.exitCode).as(result.text).isZero();
        }
    }

    @Test
    void rightsAreThoseOfTheSecurityDocument() throws Exception {
        Path folder = TERRAFORM.resolve("modules/plan");
        String state = "-state=" + work.resolve("state");
        assertThat(terraform(folder, "init", "-input=false").exitCode).isZero();
        Result applied = terraform(folder, "apply", "-auto-approve", "-input=false", state);
        assertThat(applied.exitCode).as(applied.text).isZero();
        String json = terraform(folder, "output", "-json", state, "acls").text;
        Set<String> planned = new TreeSet<>();
        for (JsonNode acl : new ObjectMapper().readTree(json.substring(json.indexOf('[')))) {
            planned.add(String.join(
                    " ",
                    acl.path("principal").asText(),
                    acl.path("resource").asText(),
                    acl.path("name").asText(),
                    acl.path("pattern").asText(),
                    acl.path("operation").asText()));
        }
        assertThat(planned).isEqualTo(documented());
    }

    private static Set<String> documented() throws IOException {
        String text = Files.readString(Path.of("..", "..", "docs", "security.md"));
        return RIGHT.matcher(text)
                .results()
                .map(right -> String.join(
                        " ", right.group(1), right.group(2), right.group(3), right.group(4), right.group(5)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Result terraform(Path folder, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("terraform"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.redirectError(work.resolve("errors").toFile());
        builder.environment().put("TF_DATA_DIR", work.resolve("data").toString());
        builder.environment().put("NO_COLOR", "1");
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            Assumptions.abort("terraform is not installed: " + e.getMessage());
            throw e;
        }
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exitCode = process.waitFor();
        return new Result(exitCode, text + Files.readString(work.resolve("errors")));
    }
}
