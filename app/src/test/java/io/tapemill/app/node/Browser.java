package io.tapemill.app.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;

/** A real Chromium without a window, driven by the WebDriver protocol. */
final class Browser implements AutoCloseable {
    private static final List<String> SWITCHES = List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage");
    private static final Pattern STARTED = Pattern.compile("started successfully on port ([0-9]+)");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process driver;
    private final String session;

    private Browser(Process driver, int port, Path profile, int width, int height) throws Exception {
        this.driver = driver;
        ObjectNode chrome = MAPPER.createObjectNode();
        ArrayNode arguments = chrome.putArray("args");
        SWITCHES.forEach(arguments::add);
        arguments.add("--user-data-dir=" + profile);
        chrome.putObject("mobileEmulation")
                .putObject("deviceMetrics")
                .put("width", width)
                .put("height", height)
                .put("pixelRatio", 1);
        ObjectNode wanted = MAPPER.createObjectNode();
        ObjectNode capabilities = wanted.putObject("capabilities").putObject("alwaysMatch");
        capabilities.set("goog:chromeOptions", chrome);
        capabilities.putObject("goog:loggingPrefs").put("browser", "ALL");
        String base = "http://127.0.0.1:" + port + "/session";
        this.session = base + "/" + call(base, wanted).get("sessionId").asText();
    }

    static boolean isInstalled() {
        return List.of("chromium", "chromedriver").stream()
                .allMatch(program -> Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(folder -> new File(folder, program).canExecute()));
    }

    /** @param folder for the browser's own files; made anew for each */
    static Browser start(Path folder, int width, int height) throws Exception {
        Process driver = new ProcessBuilder("chromedriver", "--port=0")
                .redirectErrorStream(true)
                .start();
        BufferedReader output =
                new BufferedReader(new InputStreamReader(driver.getInputStream(), StandardCharsets.UTF_8));
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            Matcher started = STARTED.matcher(line);
            if (started.find()) {
                Path profile = Files.createTempDirectory(folder, "profile");
                return new Browser(driver, Integer.parseInt(started.group(1)), profile, width, height);
            }
        }
        throw new IOException("chromedriver did not start");
    }

    void open(String url) throws Exception {
        call(session + "/url", MAPPER.createObjectNode().put("url", url));
    }

    /** What the function body returns. */
    JsonNode run(String script) throws Exception {
        ObjectNode body = MAPPER.createObjectNode().put("script", script);
        body.putArray("args");
        return call(session + "/execute/sync", body);
    }

    String text(String selector) throws Exception {
        return run("return document.querySelector('" + selector + "').innerText")
                .asText();
    }

    void click(String selector) throws Exception {
        call(element(selector) + "/click", MAPPER.createObjectNode());
    }

    /** Types into whatever has the focus; {@code \uE007} is Enter, {@code \uE014} the right arrow. */
    void type(String keys) throws Exception {
        ObjectNode body = MAPPER.createObjectNode();
        ObjectNode keyboard =
                body.putArray("actions").addObject().put("type", "key").put("id", "keyboard");
        ArrayNode actions = keyboard.putArray("actions");
        for (char key : keys.toCharArray()) {
            actions.addObject().put("type", "keyDown").put("value", String.valueOf(key));
            actions.addObject().put("type", "keyUp").put("value", String.valueOf(key));
        }
        call(session + "/actions", body);
    }

    private String element(String selector) throws Exception {
        ObjectNode body = MAPPER.createObjectNode().put("using", "css selector").put("value", selector);
        JsonNode found = call(session + "/element", body);
        return session + "/element/" + found.elements().next().asText();
    }

    /** Requests for such addresses fail from now on. */
    void block(String pattern) throws Exception {
        cdp("Network.enable", MAPPER.createObjectNode());
        ObjectNode parameters = MAPPER.createObjectNode();
        parameters.putArray("urls").add(pattern);
        cdp("Network.setBlockedURLs", parameters);
    }

    private void cdp(String command, ObjectNode parameters) throws Exception {
        ObjectNode body = MAPPER.createObjectNode().put("cmd", command);
        body.set("params", parameters);
        call(session + "/goog/cdp/execute", body);
    }

    /** Warnings and errors on the console since the last call, but for a library that the build could not obtain. */
    List<String> complaints() throws Exception {
        List<String> complaints = new ArrayList<>();
        for (JsonNode entry :
                call(session + "/se/log", MAPPER.createObjectNode().put("type", "browser"))) {
            String message = entry.get("message").asText();
            boolean isLibrary = message.contains("/web/lightweight-charts.mjs") && message.contains("404");
            if (!entry.get("level").asText().equals("INFO") && !isLibrary) complaints.add(message);
        }
        return complaints;
    }

    BufferedImage screenshot(String name) throws Exception {
        Path folder = Files.createDirectories(Path.of("target", "screenshots"));
        String picture = send(HttpRequest.newBuilder(URI.create(session + "/screenshot"))
                        .GET())
                .asText();
        byte[] png = Base64.getDecoder().decode(picture);
        Files.write(folder.resolve(name + ".png"), png);
        return ImageIO.read(new ByteArrayInputStream(png));
    }

    private JsonNode call(String url, JsonNode body) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(url)).POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) throw new IOException(answer.body());
        return MAPPER.readTree(answer.body()).get("value");
    }

    @Override
    public void close() throws IOException {
        try {
            send(HttpRequest.newBuilder(URI.create(session)).DELETE());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            driver.destroy();
            driver.onExit().join();
        }
    }
}
