package io.tapemill.app.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The overview in a real browser while two instances share the work, and when one has left. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class OverviewPageIT {
    @TempDir
    private Path folder;

    @Test
    void shouldShowAllInstancesAndWhoOwnsWhatBeforeAndAfterOneLeaves() throws Exception {
        Assumptions.assumeTrue(
                Browser.isInstalled(), "no chromium and chromedriver: apt-get install chromium chromium-driver");
        try (Cluster cluster = new Cluster(folder, Map.of()).start(2);
                Browser browser = Browser.start(folder, 1280, 720)) {
            browser.open(cluster.node(1).url() + "/cluster");
            Cluster.await(() -> browser.text("#summary").equals("2 of 2 instances ready")
                    && names(browser, cluster.node(0))
                    && names(browser, cluster.node(1))
                    && !browser.text("#partitions").contains("nobody"));
            assertThat(browser.text("#instances"))
                    .contains(address(cluster.node(0)), address(cluster.node(1)) + " (this one)");
            browser.screenshot("cluster-two");

            String gone = address(cluster.node(0));
            cluster.node(0).close();
            Cluster.await(() -> browser.text("#summary").equals("1 of 1 instances ready")
                    && !browser.text("#partitions").contains(gone)
                    && !browser.text("#partitions").contains("nobody"));
            assertThat(browser.text("#instances")).doesNotContain(gone);
            browser.screenshot("cluster-left");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    private static boolean names(Browser browser, Node node) throws Exception {
        return browser.text("#partitions").contains(address(node));
    }

    private static String address(Node node) {
        return node.url().substring("http://".length());
    }
}
