package io.tapemill.app.fuzz;

import io.tapemill.app.access.PeerAccess;
import io.tapemill.app.http.HttpServer;
import io.tapemill.app.http.HttpSettings;
import io.tapemill.app.http.Routes;
import io.tapemill.app.http.bars.BarEndpoints;
import io.tapemill.app.http.bars.BarSource;
import io.tapemill.app.http.bars.Catalog;
import io.tapemill.app.http.bars.StoredBars;
import io.tapemill.app.http.live.BarCodec;
import io.tapemill.app.http.live.LiveSymbols;
import io.tapemill.app.http.market.MarketEndpoints;
import io.tapemill.app.http.market.SymbolList;
import io.tapemill.app.http.udf.UdfEndpoints;
import io.tapemill.app.instance.PipelineSettings;
import io.tapemill.app.settings.Settings;
import io.tapemill.app.settings.SettingsSources;
import io.tapemill.serdes.FakeRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Bytes sent to the HTTP port, with every endpoint behind it and a database that never answers. What comes back is an
 * answer of HTTP, or the connection is closed; 500 is a fault of ours, and so is a header that the request put in.
 */
public final class HttpTarget {
    private static final int PATIENCE_MS = 30_000;
    private static final HttpServer SERVER = open();

    private HttpTarget() {}

    /** What fuzzers call. */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        String answer = send(input);
        if (answer.isEmpty()) return;
        String head = answer.split("\r\n\r\n", 2)[0];
        // Jetty answers in the version of the question
        if (!head.matches("(?s)HTTP/(?:0\\.9|1\\.[01]) [1-5][0-9][0-9] .*"))
            throw new AssertionError("no answer of HTTP: " + answer);
        if (head.startsWith("500", "HTTP/1.1 ".length())) throw new AssertionError("a fault of ours: " + answer);
        if (head.contains("\r\nInjected:")) throw new AssertionError("a header was put in: " + answer);
        for (char c : head.toCharArray()) {
            if (c < ' ' && c != '\r' && c != '\n') throw new AssertionError("a control in a header: " + answer);
        }
    }

    private static String send(byte[] input) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", SERVER.port())) {
            socket.setSoTimeout(PATIENCE_MS);
            socket.getOutputStream().write(input);
            socket.shutdownOutput();
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            InputStream in = socket.getInputStream();
            in.transferTo(bytes);
            return bytes.toString(StandardCharsets.ISO_8859_1);
        } catch (SocketException e) {
            return ""; // closed by the server while we were still sending
        }
    }

    private static HttpServer open() {
        try {
            Settings settings = Settings.load(SettingsSources.ofValues(Map.of(
                    "tapemill.http.port", "0",
                    "tapemill.http.query.timeout", "200ms",
                    "tapemill.http.idle.timeout", "5s",
                    "kafka.bootstrap.servers", "127.0.0.1:1",
                    "tapemill.registry.url", "http://127.0.0.1:1",
                    "tapemill.sink.jdbc.url", "jdbc:postgresql://127.0.0.1:1/none")));
            return HttpServer.open(HttpSettings.of(settings), routes(settings));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Routes routes(Settings settings) {
        PGSimpleDataSource nowhere = new PGSimpleDataSource();
        nowhere.setUrl("jdbc:postgresql://127.0.0.1:1/none?connectTimeout=1");
        StoredBars stored = new StoredBars(nowhere);
        LiveSymbols live = new LiveSymbols(
                Optional.empty(), new BarCodec(new FakeRegistry(), "bars"), "127.0.0.1:1", PeerAccess.OPEN, () -> "");
        Catalog catalog = new Catalog(PipelineSettings.topology(settings));
        BarSource source = new BarSource(stored, live);
        SymbolList symbols = new SymbolList(stored);
        Clock clock = Clock.systemUTC();
        Routes routes = new Routes();
        live.addTo(routes);
        BarEndpoints.addTo(routes, settings, catalog, source, clock);
        new MarketEndpoints(catalog, symbols, clock).addTo(routes);
        new UdfEndpoints(catalog, source, symbols, 50_000, clock).addTo(routes);
        return routes;
    }
}
