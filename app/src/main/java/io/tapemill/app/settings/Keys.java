package io.tapemill.app.settings;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.tapemill.schemas.Interval;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.config.ConfigDef;

/** Every setting of Tapemill: name, default, what is accepted and what it means. The only place to add one. */
public final class Keys {
    private static final ConfigDef DEFINITION = new ConfigDef();
    private static final Map<String, Key<?>> BY_NAME = new LinkedHashMap<>();
    private static final Duration ONE_MS = Duration.ofMillis(1);

    private static final KeyGroup INSTANCE = group("Instance");
    public static final Key<String> APPLICATION_ID = INSTANCE.kafkaName(
            "tapemill.application.id",
            "tapemill",
            HIGH,
            "Names the consumer groups, the transactional ids and the internal topics. Instances with the same id share the work; a changed id starts from nothing.");
    public static final Key<Set<String>> ROLES = INSTANCE.choices(
            "tapemill.roles",
            "topology,sink",
            List.of("topology", "sink"),
            HIGH,
            "What an instance does: topology computes bars from trades, sink writes bars to PostgreSQL.");
    public static final Key<Duration> SHUTDOWN_TIMEOUT = INSTANCE.duration(
            "tapemill.shutdown.timeout",
            "PT30S",
            ONE_MS,
            MEDIUM,
            "How long a clean stop may take before the process ends anyway.");
    public static final Key<Set<String>> INSECURE = INSTANCE.choices(
            "tapemill.insecure",
            "none",
            List.of("none", "http", "kafka", "database", "registry", "redis", "replication"),
            HIGH,
            "Parts that may be used over a network without encryption, proof of identity or keys; replication: topics that may lose records with one broker. Without it the start is refused where one of them leaves the machine like that. Said in the log and in the answers of /health.");

    private static final KeyGroup HTTP = group("HTTP interface");
    public static final Key<Integer> HTTP_PORT =
            HTTP.integer("tapemill.http.port", 8080, 0, 65535, "Port of the HTTP interface; 0 takes a free one.");
    public static final Key<String> HTTP_HOST = HTTP.text(
            "tapemill.http.host",
            "127.0.0.1",
            HIGH,
            "Address that the HTTP interface listens on, and under which the other instances of the application reach this one. Beyond loopback the start is refused without keys and TLS; see docs/security.md.");
    public static final Key<Integer> HTTP_CONNECTIONS = HTTP.integer(
            "tapemill.http.connections",
            12_000,
            1,
            1_000_000,
            "Connections open at a time; a request on one more is answered 503 and the connection closed. Mind the limit of open files.");
    public static final Key<Integer> HTTP_REQUESTS = HTTP.integer(
            "tapemill.http.requests",
            64,
            1,
            100_000,
            "Requests worked on or waiting for a thread at a time; one more is answered 503. Streams and answers on their way to slow readers do not count.");
    public static final Key<Integer> HTTP_THREADS = HTTP.integer(
            "tapemill.http.threads",
            16,
            1,
            1_000,
            "Threads that work on requests, and connections to PostgreSQL for them.");
    public static final Key<Duration> HTTP_QUERY_TIMEOUT = HTTP.duration(
            "tapemill.http.query.timeout",
            "PT10S",
            ONE_MS,
            MEDIUM,
            "How long a request may take to be answered, all that it waits for included; then it is answered 504.");
    public static final Key<Duration> HTTP_WRITE_TIMEOUT = HTTP.duration(
            "tapemill.http.write.timeout",
            "PT30S",
            ONE_MS,
            LOW,
            "How long a client may take to read an answer before its connection is closed.");
    public static final Key<Duration> HTTP_IDLE_TIMEOUT = HTTP.duration(
            "tapemill.http.idle.timeout",
            "PT2M",
            ONE_MS,
            LOW,
            "How long a connection may stay open without a request.");
    public static final Key<Integer> HTTP_ANSWER_MEGABYTES = HTTP.integer(
            "tapemill.http.answer.megabytes",
            128,
            1,
            1_000_000,
            "Answers that wait to be read may take this much memory together; one more is answered 503.");
    public static final Key<Integer> HTTP_HEADER_BYTES = HTTP.integer(
            "tapemill.http.header.bytes",
            8_192,
            1_024,
            1_000_000,
            "Request line and headers of a request; of the address half as much. Requests have no body.");
    public static final Key<Integer> HTTP_ROWS =
            HTTP.integer("tapemill.http.rows", 50_000, 1, 1_000_000, "Bars in one page of an answer at most.");
    public static final Key<Integer> HTTP_STREAMS = HTTP.integer(
            "tapemill.http.streams", 10_000, 1, 1_000_000, "Event streams open at a time; one more is answered 503.");
    public static final Key<Integer> HTTP_STREAM_QUEUE = HTTP.integer(
            "tapemill.http.stream.queue",
            1_000,
            10,
            1_000_000,
            "Events that may wait for one client of a stream, about 300 bytes each; with more it is told that it lags, and the stream ends. It can go on where it was.");
    public static final Key<Integer> HTTP_STREAM_RESUME = HTTP.integer(
            "tapemill.http.stream.resume",
            500_000,
            1,
            Integer.MAX_VALUE,
            "Records of the bars topic that are read at most for a client that goes on where it was; with more it gets a reset and a snapshot.");
    public static final Key<Duration> HTTP_RANGE = HTTP.duration(
            "tapemill.http.range", "3660d", ONE_MS, LOW, "Longest time between from and to in one request.");

    public static final Key<Set<String>> HTTP_NAMES = HTTP.texts(
            "tapemill.http.names",
            LOW,
            "Further names under which the interface may be asked, such as that of a load balancer, without port; a request with another Host is refused.");
    public static final Key<Path> HTTP_KEYS_FILE = HTTP.path(
            "tapemill.http.keys.file",
            null,
            HIGH,
            "File with the keys that clients must show (Authorization: Bearer), hashed, one a line, as the command key prints them. A changed file is read again by itself. Without it everybody is let in.");
    public static final Key<Integer> HTTP_RATE = HTTP.integer(
            "tapemill.http.rate",
            50,
            1,
            1_000_000,
            "Requests a second that one key may send to this instance, a second's worth at once; one more is answered 429. Requests of other instances do not count.");
    public static final Key<Path> HTTP_TLS_CERTIFICATE = HTTP.path(
            "tapemill.http.tls.certificate",
            null,
            HIGH,
            "PEM file with the certificate of the interface, followed by those that lead to its authority. With it the interface speaks TLS only.");
    public static final Key<Path> HTTP_TLS_KEY = HTTP.path(
            "tapemill.http.tls.key",
            null,
            HIGH,
            "PEM file with the private key to it: PKCS#8, not encrypted, readable by the service alone.");
    public static final Key<Path> HTTP_TLS_KEYSTORE = HTTP.path(
            "tapemill.http.tls.keystore", null, LOW, "PKCS12 or JKS file with both, instead of the two PEM files.");
    public static final Key<String> HTTP_TLS_KEYSTORE_PASSWORD =
            HTTP.secret("tapemill.http.tls.keystore.password", LOW, "Password of the key store.");
    public static final Key<Path> HTTP_TLS_AUTHORITIES = HTTP.path(
            "tapemill.http.tls.authorities",
            null,
            MEDIUM,
            "PEM file with the authorities that the other instances' certificates are signed by; without it those of the Java runtime.");
    public static final Key<String> HTTP_PEER_KEY = HTTP.secret(
            "tapemill.http.peer.key",
            MEDIUM,
            "Key of scope peer that this instance shows to the others. A client's key is never passed on.");
    public static final Key<Set<String>> HTTP_PEERS = HTTP.texts(
            "tapemill.http.peers",
            MEDIUM,
            "Host and port of each instance that may be asked; without it every one that the consumer group names. Whoever may join the group chooses the address that it gives.");

    private static final KeyGroup REGISTRY = group("Schema registry");
    public static final Key<List<URI>> REGISTRY_URL = REGISTRY.urls(
            "tapemill.registry.url",
            HIGH,
            "Base URLs of the schema registry (Confluent REST protocol), tried in turn. Required by every command that reads or writes Kafka.");
    public static final Key<String> REGISTRY_USER =
            REGISTRY.text("tapemill.registry.user", null, MEDIUM, "User of HTTP basic authentication.");
    public static final Key<String> REGISTRY_PASSWORD =
            REGISTRY.secret("tapemill.registry.password", MEDIUM, "Password of HTTP basic authentication.");
    public static final Key<Path> REGISTRY_TRUSTSTORE_PATH = REGISTRY.path(
            "tapemill.registry.truststore.path",
            null,
            LOW,
            "PKCS12 or JKS file with the certificates that are trusted; without it those of the Java runtime.");
    public static final Key<String> REGISTRY_TRUSTSTORE_PASSWORD =
            REGISTRY.secret("tapemill.registry.truststore.password", LOW, "Password of the trust store.");
    public static final Key<Path> REGISTRY_KEYSTORE_PATH = REGISTRY.path(
            "tapemill.registry.keystore.path",
            null,
            LOW,
            "PKCS12 or JKS file with the client's own certificate, for mutual TLS.");
    public static final Key<String> REGISTRY_KEYSTORE_PASSWORD =
            REGISTRY.secret("tapemill.registry.keystore.password", LOW, "Password of the key store.");
    public static final Key<Duration> REGISTRY_TIMEOUT = REGISTRY.duration(
            "tapemill.registry.timeout",
            "PT5S",
            ONE_MS,
            LOW,
            "How long one request to the registry may take; it is then tried again.");

    public static final Key<String> TRADES_DESERIALIZER = REGISTRY.text(
            "tapemill.trades.deserializer",
            null,
            LOW,
            "Class name of a Kafka deserializer that reads trades instead of Tapemill's own decoder, such as Confluent's KafkaAvroDeserializer, with its jar on the class path; configured with kafka.* and consumer.* and schema.registry.url. See docs/serdes.md.");

    private static final KeyGroup TOPICS = group("Topics");
    public static final Key<String> TOPIC_TRADES = TOPICS.kafkaName(
            "tapemill.topic.trades",
            "market.trades.v1",
            HIGH,
            "The tape: trades, cancels, corrections and ticks, keyed by symbol.");
    public static final Key<String> TOPIC_BARS = TOPICS.kafkaName(
            "tapemill.topic.bars", "market.bars.v1", HIGH, "Every revision of every bar, keyed by symbol.");
    public static final Key<String> TOPIC_LATE = TOPICS.kafkaName(
            "tapemill.topic.late",
            "market.trades.late.v1",
            MEDIUM,
            "Trades that came after the correction horizon and were not counted.");
    public static final Key<String> TOPIC_DEAD = TOPICS.kafkaName(
            "tapemill.topic.dead",
            "market.trades.dead.v1",
            MEDIUM,
            "Records that cannot be read or make no sense, byte for byte, with the reason.");

    private static final KeyGroup BARS = group("Bars");
    public static final Key<List<Interval>> INTERVALS = BARS.intervals(
            "tapemill.intervals",
            "1s,1m,5m,1h,1d",
            HIGH,
            "Lengths of the bars; each a multiple of the smallest, from which the larger ones are merged.");
    public static final Key<Duration> GRACE = BARS.duration(
            "tapemill.grace",
            "PT1S",
            Duration.ZERO,
            HIGH,
            "How long after its end, in event time, a window waits for trades before its bar is published. A trade that comes later makes a revision.");
    public static final Key<Duration> CORRECTION_HORIZON = BARS.duration(
            "tapemill.correction.horizon",
            "0s",
            Duration.ZERO,
            HIGH,
            "How far back, in event time, late trades, cancels and corrections still revise bars; 0s is until the end of the trade date that follows the trade's own. What comes later goes to the late topic. State grows with it. Raised, it reaches back only to what the shorter one had kept; for more, rebuild under a new tapemill.application.id and a higher tapemill.generation.");
    public static final Key<String> CONDITIONS_PROFILE = BARS.text(
            "tapemill.conditions.profile",
            "us-consolidated",
            HIGH,
            "Which trades count how, by their sale conditions: us-consolidated is the rule of the US tapes, all counts everything (crypto, futures); any other name is a profile of your own, given by the two files below. Trades without conditions always count. Recorded in every bar.");
    public static final Key<Path> CONDITIONS_INTRADAY = BARS.path(
            "tapemill.conditions.intraday",
            null,
            LOW,
            "CSV file with a profile of your own: the rule for bars shorter than a day. See docs/conditions.md.");
    public static final Key<Path> CONDITIONS_DAY =
            BARS.path("tapemill.conditions.day", null, LOW, "Likewise: the rule for the bar of a trade date.");
    public static final Key<String> CONDITIONS_UNKNOWN = BARS.choice(
            "tapemill.conditions.unknown",
            "volume-only",
            List.of("eligible", "volume-only", "ignore"),
            MEDIUM,
            "What a trade with a condition code that the profile does not know may change. Such trades are counted.");
    public static final Key<String> CALENDAR = BARS.text(
            "tapemill.calendar",
            "us-equity",
            HIGH,
            "Sessions, trade dates and closed days: us-equity, always-open (UTC days; crypto), or the path of a file of your own. See docs/conditions.md.");
    public static final Key<String> BARS_WITHOUT_PRICE = BARS.choice(
            "tapemill.bars.without.price",
            "skip",
            List.of("skip", "emit"),
            LOW,
            "Whether a window in which trades counted for volume, but none that may set a price, makes a bar without prices.");
    public static final Key<String> CLOCK = BARS.choice(
            "tapemill.clock",
            "sip",
            List.of("sip", "participant"),
            MEDIUM,
            "Which time of a trade puts it into its window: that of the consolidator (sip) or that of the exchange (participant).");
    public static final Key<Duration> CLOCK_SKEW_MAX = BARS.duration(
            "tapemill.clock.skew.max",
            "PT5S",
            Duration.ZERO,
            MEDIUM,
            "How far a trade's event time may be ahead of its Kafka record's timestamp; more is a broken clock and goes to the dead topic.");
    public static final Key<Duration> TICK_INTERVAL = BARS.duration(
            "tapemill.tick.interval",
            "PT0.025S",
            Duration.ZERO,
            MEDIUM,
            "How often to look whether a window waits for nothing but time; if so, a clock tick is written to its partition of the trades topic. 0s writes none.");
    public static final Key<Integer> GENERATION = BARS.integer(
            "tapemill.generation",
            1,
            1,
            Integer.MAX_VALUE,
            "Raise it when everything is computed anew on an empty Kafka: bars of a higher generation replace those in PostgreSQL, whose revisions start at 1 again.");

    private static final KeyGroup STATE = group("Stream processing");
    public static final Key<Integer> THREADS = STATE.integer(
            "tapemill.threads", 2, 1, 256, "Stream threads of an instance; more than there are partitions are idle.");
    public static final Key<Path> STATE_DIR = STATE.path(
            "tapemill.state.dir",
            "/var/lib/tapemill/state",
            HIGH,
            "Folder of the local state; on a disk that outlives the process, one folder per instance. Lost state is restored from Kafka.");
    public static final Key<Integer> STANDBY_REPLICAS = STATE.integer(
            "tapemill.standby.replicas",
            1,
            0,
            16,
            "Warm copies of the state on other instances: a lost instance is replaced without a restore. They need disk and some CPU there; a lone instance makes none.");
    public static final Key<Duration> COMMIT_INTERVAL = STATE.duration(
            "tapemill.commit.interval",
            "PT0.05S",
            ONE_MS,
            MEDIUM,
            "How long a published bar waits for others to be committed with, while the instance keeps up with the tape. Bars become visible with the commit.");
    public static final Key<Duration> CATCH_UP_COMMIT_INTERVAL = STATE.duration(
            "tapemill.commit.interval.catchup",
            "PT1S",
            ONE_MS,
            LOW,
            "Time between transactions while trades wait to be processed or no bar is published, or the interval above if that is longer. Fewer commits are faster; a crash undoes what was not committed.");

    private static final KeyGroup SINK = group("PostgreSQL sink");
    public static final Key<String> SINK_JDBC_URL = SINK.jdbcUrl(
            "tapemill.sink.jdbc.url",
            HIGH,
            "The database. Several hosts are allowed: jdbc:postgresql://a,b/tapemill?targetServerType=primary. Required by the sink and by the commands that read bars.");
    public static final Key<String> SINK_JDBC_USER =
            SINK.text("tapemill.sink.jdbc.user", null, HIGH, "Database user that writes bars.");
    public static final Key<String> SINK_JDBC_PASSWORD =
            SINK.secret("tapemill.sink.jdbc.password", HIGH, "Password of the database user.");
    public static final Key<Integer> SINK_THREADS = SINK.integer(
            "tapemill.sink.threads",
            1,
            1,
            64,
            "Writers of this instance, each with a database connection; they share the partitions of the bars topic.");
    public static final Key<String> SINK_MIGRATE = SINK.choice(
            "tapemill.sink.migrate",
            "start",
            List.of("start", "never"),
            MEDIUM,
            "When tables are brought to this release's version: at the start, by the user that writes, who must then own them; or never, so that it is done by the command migrate under a role of its own.");
    public static final Key<String> READER_JDBC_URL = SINK.jdbcUrl(
            "tapemill.reader.jdbc.url",
            MEDIUM,
            "The database as readers reach it: the HTTP interface, bars and verify. It may be a replica, but the same server for every instance: which bars an answer takes from memory is decided by what that server has. An instance refuses answers with open windows whose owner reads from another one. Without it that of the sink, with its user.");
    public static final Key<String> READER_JDBC_USER = SINK.text(
            "tapemill.reader.jdbc.user", null, MEDIUM, "Database user that reads; it needs tapemill.reader.jdbc.url.");
    public static final Key<String> READER_JDBC_PASSWORD =
            SINK.secret("tapemill.reader.jdbc.password", MEDIUM, "Password of the database user that reads.");
    public static final Key<String> MIGRATION_JDBC_URL = SINK.jdbcUrl(
            "tapemill.migration.jdbc.url",
            LOW,
            "The database as the command migrate reaches it. Without it that of the sink, with its user.");
    public static final Key<String> MIGRATION_JDBC_USER = SINK.text(
            "tapemill.migration.jdbc.user",
            null,
            LOW,
            "Database user that owns the tables; it needs tapemill.migration.jdbc.url.");
    public static final Key<String> MIGRATION_JDBC_PASSWORD =
            SINK.secret("tapemill.migration.jdbc.password", LOW, "Password of the database user that owns the tables.");
    public static final Key<Integer> SINK_BATCH_ROWS = SINK.integer(
            "tapemill.sink.batch.rows", 20_000, 1, 1_000_000, "Bars written in one database transaction at most.");
    public static final Key<Duration> SINK_BATCH_DELAY = SINK.duration(
            "tapemill.sink.batch.delay",
            "PT0.05S",
            Duration.ZERO,
            MEDIUM,
            "How long a batch that is not full waits for more bars.");
    public static final Key<Duration> SINK_RETENTION = SINK.duration(
            "tapemill.sink.retention",
            "0s",
            Duration.ZERO,
            MEDIUM,
            "How long bars are kept in PostgreSQL, by their start, 1d or longer; whole partitions are dropped. 0s keeps them for ever.");
    public static final Key<String> SINK_PARTITION_WIDTH = SINK.choice(
            "tapemill.sink.partition.width",
            "month",
            List.of("day", "month", "year"),
            LOW,
            "Span of bar starts, in UTC, that one partition of the tables holds.");

    public static final Key<Duration> BACKUP_WINDOW = SINK.duration(
            "tapemill.backup.window",
            "0s",
            Duration.ZERO,
            MEDIUM,
            "How old a backup PostgreSQL may be restored from. The start is refused unless the bars topic keeps records for as long and a week more. 0s asks for nothing.");

    private static final KeyGroup CACHE = group("Hot cache");
    public static final Key<Duration> CACHE_STALENESS = CACHE.duration(
            "tapemill.cache.staleness",
            "PT1S",
            ONE_MS,
            MEDIUM,
            "How old a copy of PostgreSQL's newest bars may be: it can lack what was committed within this time, never what is older. With Redis, up to the difference between the machines' clocks.");
    public static final Key<Integer> CACHE_BARS_PER_SERIES = CACHE.integer(
            "tapemill.cache.bars.per.series",
            500,
            1,
            5_000,
            "Newest bars kept of each symbol, interval and session that somebody asks for.");
    public static final Key<Integer> CACHE_BARS = CACHE.integer(
            "tapemill.cache.bars",
            200_000,
            1,
            100_000_000,
            "Bars kept in this process at most, about 300 bytes each; the series least asked for go first. Redis has a limit of its own: set maxmemory and maxmemory-policy allkeys-lru there.");
    public static final Key<URI> CACHE_REDIS_URL = CACHE.redisUrl(
            "tapemill.cache.redis.url",
            MEDIUM,
            "A Redis 7 that instances share for the copies; without it each process keeps its own. While it is away or slow, bars come from PostgreSQL.");
    public static final Key<String> CACHE_REDIS_USER =
            CACHE.text("tapemill.cache.redis.user", null, LOW, "User in Redis.");
    public static final Key<String> CACHE_REDIS_PASSWORD =
            CACHE.secret("tapemill.cache.redis.password", LOW, "Password in Redis.");
    public static final Key<Duration> CACHE_REDIS_TIMEOUT = CACHE.duration(
            "tapemill.cache.redis.timeout",
            "PT0.1S",
            ONE_MS,
            LOW,
            "How long a connection to Redis, and an answer, may take; shorter than tapemill.cache.staleness. Calls that take half of it count as slow, and the circuit breaker opens when half of the calls are slow or fail.");
    public static final Key<Integer> CACHE_REDIS_QUEUE = CACHE.integer(
            "tapemill.cache.redis.queue",
            50_000,
            1,
            10_000_000,
            "Committed bars that may wait to be written to Redis; with more, every copy is given up and loaded again.");

    private static final KeyGroup TRACING = group("Tracing");
    public static final Key<String> TRACING_EXPORTER = TRACING.choice(
            "tapemill.tracing.exporter",
            "none",
            List.of("none", "otlp", "zipkin"),
            MEDIUM,
            "Where spans go: nowhere, to an OpenTelemetry collector over HTTP, or to a Zipkin server. Each that is kept is a line in the log too.");
    public static final Key<URI> TRACING_ENDPOINT = TRACING.url(
            "tapemill.tracing.endpoint",
            MEDIUM,
            "Where spans are posted; without it http://127.0.0.1:4318/v1/traces for otlp and http://127.0.0.1:9411/api/v2/spans for zipkin.");
    public static final Key<Integer> TRACING_TRADES_ONE_IN = TRACING.integer(
            "tapemill.tracing.trades.one.in",
            10_000,
            1,
            1_000_000_000,
            "One in so many trades that are published begins a trace, on the average.");
    public static final Key<Integer> TRACING_QUERIES_ONE_IN = TRACING.integer(
            "tapemill.tracing.queries.one.in",
            100,
            1,
            1_000_000_000,
            "One in so many requests begins a trace, on the average; of those that come with a traceparent, their sender has decided.");

    private Keys() {}

    /** All keys, in the order of the reference page. */
    public static Collection<Key<?>> all() {
        return Collections.unmodifiableCollection(BY_NAME.values());
    }

    public static Optional<Key<?>> byName(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** Kafka's own form of the declarations; not to be changed by the caller. */
    static ConfigDef definition() {
        return DEFINITION;
    }

    private static KeyGroup group(String title) {
        return new KeyGroup(title, DEFINITION, BY_NAME);
    }
}
