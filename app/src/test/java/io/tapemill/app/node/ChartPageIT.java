package io.tapemill.app.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tapemill.app.demo.DemoFeed;
import io.tapemill.app.demo.DemoTape;
import io.tapemill.app.tape.TapeTimes;
import io.tapemill.schemas.Trade;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The pages in a real browser, over a market that trades. Screenshots go to target/screenshots. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ChartPageIT {
    private static final String ENTER = "\uE007";
    private static final String RIGHT = "\uE014";
    private static final long S = 1_000_000_000L;
    private static final String LATE = "LATE";

    @TempDir
    private static Path folder;

    private static Cluster cluster;
    private static Thread market;
    private Browser browser;

    @BeforeAll
    static void openTheMarket() throws Exception {
        Assumptions.assumeTrue(
                Browser.isInstalled(), "no chromium and chromedriver in the PATH: apt-get install chromium-driver");
        cluster = new Cluster(folder, Map.of()).start(1);
        market = new Thread(ChartPageIT::trade, "market");
        market.start();
        Cluster.await(() ->
                cluster.get(cluster.node(0), "/udf/search?query=AAB").body().contains("AAB"));
    }

    @AfterAll
    static void closeTheMarket() throws Exception {
        if (cluster == null) return;
        market.interrupt();
        market.join();
        cluster.close();
    }

    @AfterEach
    void closeBrowser() throws Exception {
        if (browser != null) browser.close();
    }

    @Test
    void shouldShowCandlesThatMoveAndSwitchSymbolAndInterval() throws Exception {
        open(1280, 720, "#AAA/1s");
        awaitBars(10);
        JsonNode before = newest();
        Cluster.await(() -> newest().get("time").asLong() > before.get("time").asLong() + 2);
        browser.screenshot("chart-1s");

        browser.type("/aab" + ENTER);
        Cluster.await(() -> browser.text("#legend").startsWith("AAB") && count() > 3);
        browser.click("#intervals button:nth-child(2)");
        Cluster.await(() -> browser.run("return document.title").asText().equals("AAB 1m · Tapemill") && count() > 0);
        assertThat(newest().get("time").asLong() % 60).isZero();
        assertThat(newest().get("state").asText()).isNotEqualTo("final");
        double volume = newest().get("volume").asDouble();
        Cluster.await(() -> newest().get("volume").asDouble() != volume);
        browser.screenshot("chart-1m");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void shouldShowThatALateTradeRevisesABar() throws Exception {
        long firstNs = DemoFeed.nowNs() - 10 * S;
        publish(firstNs, 100 * S, 1);
        publish(firstNs + 5 * S, 101 * S, 2);
        Cluster.await(() ->
                cluster.get(cluster.node(0), "/udf/search?query=LATE").body().contains(LATE));
        open(1280, 720, "#LATE/1s");
        long second = firstNs / S;
        Cluster.await(() -> revisionAt(second) == 1);

        publish(firstNs + 1, 123 * S, 3);

        Cluster.await(() -> revisionAt(second) == 2);
        assertThat(barAt(second).get("high").asInt()).isEqualTo(123);
        browser.run("document.querySelector('#theme').click()");
        browser.screenshot("late-trade");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void shouldShadeWhatIsTradedBeforeTheRegularSession() throws Exception {
        // half an hour before the open at 9:30 in New York, and half an hour after it
        long fromNs = TapeTimes.parseNs("2025-01-02T14:00:00Z");
        List<Trade> trades = new ArrayList<>();
        for (int minute = 0; minute < 60; minute++) {
            long timeNs = fromNs + minute * 60 * S;
            trades.add(Trade.of("EARLY", "XNAS", 2 * minute, 2 * minute, timeNs, (100 + minute % 7) * S, 100 * S));
            trades.add(Trade.of("EARLY", "XNAS", 2 * minute + 1, 2 * minute + 1, timeNs + S, 103 * S, 100 * S));
        }
        cluster.publish(trades);
        cluster.end(List.of("EARLY"), fromNs + 3_600 * S);
        Cluster.await(() ->
                cluster.get(cluster.node(0), "/udf/search?query=EARLY").body().contains("EARLY"));
        Assumptions.assumeTrue(
                cluster.get(cluster.node(0), "/web/lightweight-charts.mjs").statusCode() == 200,
                "built without the charting library: where its candles would stand is not known");
        open(1280, 720, "#EARLY/1m");
        awaitBars(60);

        Cluster.await(() -> {
            BufferedImage picture = browser.screenshot("early-session");
            // 60 bars of 8 pixels end 4 bars before the axis
            return backgroundAt(picture, 800) != backgroundAt(picture, 1_100)
                    && backgroundAt(picture, 1_100) == backgroundAt(picture, 300);
        });
        assertThat(browser.text("#legend")).contains("2025-01-02 09:59");
    }

    /** The color that is seen most in a strip of the chart. */
    private static int backgroundAt(BufferedImage picture, int x) {
        Map<Integer, Integer> seen = new HashMap<>();
        for (int column = x; column < x + 40; column++) {
            for (int y = 100; y < 500; y++) seen.merge(picture.getRGB(column, y), 1, Integer::sum);
        }
        return Collections.max(seen.entrySet(), Map.Entry.comparingByValue()).getKey();
    }

    @Test
    void shouldAskNoOtherPlaceThanItsOwn() throws Exception {
        open(1280, 720, "#AAA/1m");
        awaitBars(1);
        browser.run("document.querySelector('nav a').click()");
        Cluster.await(() -> browser.text("#summary").contains("1 of 1"));
        for (String page : List.of("/", "/cluster")) {
            browser.open(cluster.node(0).url() + page);
            Cluster.await(() -> requests().size() > 4);
            for (JsonNode request : requests()) {
                assertThat(request.asText()).startsWith(cluster.node(0).url() + "/");
            }
            assertThat(cluster.get(cluster.node(0), page)
                            .headers()
                            .firstValue("Content-Security-Policy")
                            .orElseThrow())
                    .contains("default-src 'none'", "connect-src 'self'")
                    .doesNotContain("unsafe", "http", "*");
        }
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void shouldDrawByItselfWithoutTheChartingLibrary() throws Exception {
        browser = Browser.start(folder, 1280, 720);
        browser.block("*lightweight-charts.mjs");
        browser.open(cluster.node(0).url() + "/#AAA/1s");
        awaitBars(10);
        assertThat(browser.text("#attribution")).contains("without");
        String picture = "const c = document.querySelector('#chart canvas');"
                + " return new Set(c.getContext('2d').getImageData(0, 0, c.width, c.height).data).size";
        Cluster.await(() -> browser.run(picture).asInt() > 10);
        browser.screenshot("chart-without-library");
    }

    @Test
    void shouldBeUsableWithTheKeyboardAlone() throws Exception {
        open(1280, 720, "#AAA/1s");
        awaitBars(1);
        browser.run("document.querySelector('#intervals [aria-checked=true]').focus()");
        browser.type(RIGHT);
        Cluster.await(() -> browser.run("return document.title").asText().startsWith("AAA 1m"));
        assertThat(browser.run("return document.activeElement.textContent").asText())
                .isEqualTo("1m");
        String theme =
                browser.run("return document.documentElement.dataset.theme").asText();
        browser.type("d");
        assertThat(browser.run("return document.documentElement.dataset.theme").asText())
                .isNotEqualTo(theme);
    }

    @Test
    void shouldFitAPhone() throws Exception {
        open(390, 780, "#AAA/1s");
        awaitBars(10);
        browser.screenshot("chart-phone");
        assertFitsTheWidth();
        browser.open(cluster.node(0).url() + "/cluster");
        Cluster.await(() -> browser.text("#summary").contains("1 of 1"));
        browser.screenshot("cluster-phone");
        assertFitsTheWidth();
    }

    @Test
    void shouldShowWhoOwnsWhatAndHowFarBehindItIs() throws Exception {
        browser = Browser.start(folder, 1280, 720);
        browser.open(cluster.node(0).url() + "/cluster");
        Cluster.await(() -> browser.text("#summary").equals("1 of 1 instances ready"));

        String address = cluster.node(0).url().substring("http://".length());
        assertThat(browser.text("#instances")).contains(address, "RUNNING", "restored");
        Cluster.await(() -> browser.text("#partitions")
                        .lines()
                        .filter(line -> line.contains(address))
                        .count()
                > 1);
        browser.screenshot("cluster");
        assertThat(browser.complaints()).isEmpty();
    }

    private void open(int width, int height, String place) throws Exception {
        browser = Browser.start(folder, width, height);
        browser.open(cluster.node(0).url() + "/" + place);
    }

    private void assertFitsTheWidth() throws Exception {
        assertThat(browser.run("return document.documentElement.scrollWidth").asInt())
                .isLessThanOrEqualTo(390);
    }

    private JsonNode requests() throws Exception {
        return browser.run("return performance.getEntriesByType('resource').map(entry => entry.name)");
    }

    private void awaitBars(int least) {
        Cluster.await(() -> count() >= least);
    }

    private int count() throws Exception {
        return browser.run("return document.querySelector('#chart').bars?.bars.length ?? 0")
                .asInt();
    }

    private JsonNode newest() throws Exception {
        return browser.run("return document.querySelector('#chart').bars.newest");
    }

    private JsonNode barAt(long second) throws Exception {
        return browser.run("return document.querySelector('#chart').bars?.at(" + second + ") ?? null");
    }

    private int revisionAt(long second) throws Exception {
        JsonNode bar = barAt(second);
        return bar.isNull() ? 0 : Math.max(1, bar.get("rev").asInt());
    }

    private static void publish(long timeNs, long priceE9, long id) {
        cluster.publish(List.of(Trade.of(LATE, "XNAS", id, id, timeNs, priceE9, 100 * S)));
    }

    private static void trade() {
        DemoTape tape = new DemoTape(7, 20, 300, Double.POSITIVE_INFINITY, DemoFeed.nowNs());
        while (!Thread.currentThread().isInterrupted()) {
            cluster.publish(tape.until(DemoFeed.nowNs()));
            LockSupport.parkNanos(50_000_000);
        }
    }
}
