package io.tapemill.app.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortsTest {
    @Test
    void shouldNeverGiveTheSamePortTwice() throws IOException {
        Set<Integer> ports = new HashSet<>();
        for (int i = 0; i < 50; i++) ports.add(Ports.free());

        assertThat(ports).hasSize(50).allSatisfy(port -> assertThat(port).isBetween(20_000, 32_000));
    }

    @Test
    void shouldNameThePortAndTheOptionWhenItIsTaken() throws IOException {
        int port;
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress(Ports.LOOPBACK, 0));
            port = taken.getLocalPort();

            assertThatThrownBy(() -> Ports.requireFree(port, "Kafka"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("port " + port + " for Kafka is in use")
                    .hasMessageContaining("--kafka-port");
        }
        assertThatCode(() -> Ports.requireFree(port, "Kafka")).doesNotThrowAnyException();
    }
}
