package io.tapemill.app.http;

import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import io.tapemill.app.access.HttpAccess;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RoutingHandler;
import io.undertow.util.Methods;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicReference;
import org.xnio.Options;
import org.xnio.Sequence;

/**
 * The HTTP listener of a process. Opened before anything else, so that its port is known and health is answered from
 * the first moment; {@link #serve} then gives it more to answer. A few I/O threads hold all connections, and a bounded
 * number of workers do what may take time, so idle and slow clients cost memory and nothing else.
 */
public final class HttpServer implements AutoCloseable {
    /**
     * More than there is work for: when thousands of clients go away at once, a thread needs time in proportion to the
     * square of those it has, because XNIO looks at all ready connections again after each close.
     */
    private static final int IO_THREADS = 8;

    private static final int PARSE_TIMEOUT_MS = 5_000;
    private static final int MOST_PARAMETERS = 64;
    /** Connections beyond the limit that are still read, to be told so; further ones wait unaccepted. */
    private static final int TOLD = 100;

    private final HttpSettings settings;
    private final HttpAccess access;
    private final Undertow undertow;
    private final Replies replies;
    private final Work work;
    private final AtomicReference<HttpHandler> handler = new AtomicReference<>();

    private HttpServer(HttpSettings settings, HttpAccess access, Tracer tracer) {
        this.settings = settings;
        this.access = access;
        SecurityHeaders headers = new SecurityHeaders(access.tls().isPresent());
        this.replies = new Replies(settings.answerBytes(), settings.writeTimeout(), headers);
        this.work = new Work(settings.requests(), settings.queryTimeout(), replies, tracer);
        Access inner = new Access(exchange -> handler.get().handleRequest(exchange), access, replies);
        Gate gate = new Gate(inner, settings, access.names(), this::openConnections, replies);
        this.undertow = listener(settings, access)
                .setIoThreads(IO_THREADS)
                .setWorkerThreads(settings.threads())
                .setWorkerOption(Options.THREAD_DAEMON, true)
                .setSocketOption(Options.BACKLOG, 1_000)
                .setSocketOption(Options.CONNECTION_HIGH_WATER, settings.connections() + TOLD)
                .setSocketOption(Options.CONNECTION_LOW_WATER, settings.connections() + TOLD - 1)
                .setServerOption(UndertowOptions.ENABLE_STATISTICS, true)
                .setServerOption(UndertowOptions.MAX_HEADER_SIZE, settings.headerBytes())
                .setServerOption(UndertowOptions.MAX_PARAMETERS, MOST_PARAMETERS)
                .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, PARSE_TIMEOUT_MS)
                .setServerOption(
                        UndertowOptions.NO_REQUEST_TIMEOUT,
                        Math.toIntExact(settings.idleTimeout().toMillis()))
                .setHandler(gate)
                .build();
    }

    private static Undertow.Builder listener(HttpSettings settings, HttpAccess access) {
        Undertow.Builder builder = Undertow.builder();
        if (access.tls().isEmpty()) return builder.addHttpListener(settings.port(), settings.host());
        return builder.addHttpsListener(
                        settings.port(), settings.host(), access.tls().get())
                .setSocketOption(Options.SSL_ENABLED_PROTOCOLS, Sequence.of("TLSv1.3", "TLSv1.2"));
    }

    /** For loopback: in clear, nobody is asked for a key, and nothing is traced. */
    public static HttpServer open(HttpSettings settings, Routes routes) throws IOException {
        return open(
                settings,
                HttpAccess.open(settings.host()),
                routes,
                TracerProvider.noop().get(""));
    }

    /**
     * Listens and answers {@code routes}.
     *
     * @param tracer of the requests that are worked on
     * @throws IOException when the port cannot be had, saying which and what to do
     */
    public static HttpServer open(HttpSettings settings, HttpAccess access, Routes routes, Tracer tracer)
            throws IOException {
        HttpServer server = new HttpServer(settings, access, tracer);
        server.serve(routes);
        try {
            server.undertow.start();
        } catch (RuntimeException e) {
            if (!(e.getCause() instanceof BindException)) throw e;
            throw new IOException(
                    settings.host() + ":" + settings.port() + " (tapemill.http.host, tapemill.http.port) cannot be"
                            + " listened on: " + e.getCause().getMessage() + "; set another port, or 0 for a free one",
                    e.getCause());
        }
        return server;
    }

    /** Answers these routes from now on, and no others. */
    public void serve(Routes routes) {
        RoutingHandler routing = new RoutingHandler(false);
        routes.endpoints().forEach((path, endpoint) -> add(routing, path, work.of(endpoint)));
        routes.streams().forEach((path, stream) -> add(routing, path, exchange -> start(stream, exchange)));
        routing.setFallbackHandler(exchange -> replies.send(
                exchange, new Problem(404, "no-such-path", "nothing is here; /openapi.yaml says what there is")));
        handler.set(routing);
    }

    private void start(HttpHandler stream, HttpServerExchange exchange) throws Exception {
        try {
            stream.handleRequest(exchange);
        } catch (Problem problem) {
            replies.send(exchange, problem, "");
        }
    }

    private static void add(RoutingHandler routing, String path, HttpHandler next) {
        routing.add(Methods.GET, path, next);
        routing.add(Methods.HEAD, path, next);
    }

    public int port() {
        return address().getPort();
    }

    /** Host and port, as other instances reach it. */
    public String hostAndPort() {
        return settings.host() + ":" + port();
    }

    public String url() {
        return (access.tls().isPresent() ? "https://" : "http://") + hostAndPort();
    }

    private InetSocketAddress address() {
        return (InetSocketAddress) undertow.getListenerInfo().get(0).getAddress();
    }

    private long openConnections() {
        return undertow.getListenerInfo().get(0).getConnectorStatistics().getActiveConnections();
    }

    @Override
    public void close() {
        undertow.stop();
    }
}
