package io.tapemill.app.http.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tapemill.app.access.PeerAccess;
import io.tapemill.app.http.Answer;
import io.tapemill.app.http.Endpoint;
import io.tapemill.app.http.HttpServer;
import io.tapemill.app.http.HttpSettings;
import io.tapemill.app.http.Problem;
import io.tapemill.app.http.Routes;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PeerClientTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final PeerClient client = new PeerClient(PeerAccess.OPEN);
    private HttpServer peer;

    @AfterEach
    void stop() {
        client.close();
        if (peer != null) peer.close();
    }

    @Test
    void shouldBringOverWhatThePeerHas() throws Exception {
        AtomicReference<String> asked = new AtomicReference<>();
        byte[] bar = {0, 1, 2, -1};
        open(request -> {
            asked.set(request.path("symbol"));
            return Answer.json(
                    200,
                    PeerJson.write(new PeerJson.Symbol(true, 5, List.of(bar), List.of(bar, bar), true, "primary")));
        });

        PeerJson.Symbol found = client.ask(peer.hostAndPort(), "BTC/USD +1").await(MINUTE);

        assertThat(asked).hasValue("BTC/USD +1");
        assertThat(found.known()).isTrue();
        assertThat(found.watermarkNs()).isEqualTo(5);
        assertThat(found.open()).containsExactly(bar);
        assertThat(found.closed()).hasSize(2);
        assertThat(found.complete()).isTrue();
        assertThat(found.database()).isEqualTo("primary");
    }

    @Test
    void shouldSayThatAnotherTryMayHelpWhenThePeerIsNotTheOwnerOrIsGone() throws Exception {
        open(request -> {
            throw new Problem(503, "restoring", "not now");
        });

        assertThat(problem(peer.hostAndPort(), MINUTE).type()).isEqualTo("rebalancing");
        assertThat(problem(unused(), MINUTE).type()).isEqualTo("rebalancing");
    }

    @Test
    void shouldNotWaitBeyondTheDeadlineOfTheRequest() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        open(request -> {
            never.await();
            return Answer.json(200, "{}");
        });

        assertThat(problem(peer.hostAndPort(), Duration.ofMillis(50)).type()).isEqualTo("peer-timeout");
        assertThat(problem(peer.hostAndPort(), Duration.ZERO).status()).isEqualTo(504);
        never.countDown();
    }

    @Test
    void shouldNotFollowAPeerThatSendsItElsewhere() throws Exception {
        open(request -> new Answer(302, Answer.JSON, java.util.Map.of("Location", "http://127.0.0.1:1/"), new byte[0]));

        assertThat(problem(peer.hostAndPort(), MINUTE).getMessage()).contains("302");
    }

    private void open(Endpoint endpoint) throws IOException {
        HttpSettings settings = new HttpSettings("127.0.0.1", 0, 10, 10, 2, MINUTE, MINUTE, MINUTE, 1_000_000, 8_192);
        peer = HttpServer.open(settings, new Routes().get(PeerEndpoint.FOLDER + "{symbol}", endpoint));
    }

    private Problem problem(String hostAndPort, Duration timeLeft) {
        return catchThrowableOfType(
                Problem.class, () -> client.ask(hostAndPort, "A").await(timeLeft));
    }

    private static String unused() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return "127.0.0.1:" + socket.getLocalPort();
        }
    }
}
