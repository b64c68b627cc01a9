package io.tapemill.bench.http;

import io.tapemill.bench.process.Servers;
import io.tapemill.schemas.Schemas;
import io.tapemill.schemas.Trade;
import io.tapemill.schemas.TradeKind;
import io.tapemill.serdes.TradeEncoder;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Some hours of a few quiet symbols, one trade a minute, that lie behind us when the measuring begins. */
final class History {
    private static final long MINUTE_NS = TimeUnit.MINUTES.toNanos(1);
    private static final long SHARE_E9 = 1_000_000_000L;
    private static final long CENT_E9 = 10_000_000L;
    private static final int MINUTES = 480;
    /** Long enough ago for the last window to be closed. */
    private static final int UNTIL_MINUTES_AGO = 3;

    private final long startNs;

    private History(long startNs) {
        this.startNs = startNs;
    }

    static String symbol(int number) {
        return "QUIET" + number;
    }

    static History publish(Servers servers, String topic, int symbols) {
        long nowMinute = Math.floorDiv(Flow.nowNs(), MINUTE_NS);
        History history = new History((nowMinute - UNTIL_MINUTES_AGO - MINUTES) * MINUTE_NS);
        TradeEncoder encoder = new TradeEncoder(servers.registry().register(topic + "-value", Schemas.TRADE));
        SplittableRandom random = new SplittableRandom(1);
        try (KafkaProducer<byte[], byte[]> producer = Flow.producer(servers)) {
            for (int minute = 0; minute < MINUTES; minute++) {
                long timeNs = history.startNs + minute * MINUTE_NS + MINUTE_NS / 2;
                for (int i = 0; i < symbols; i++) {
                    Trade trade = trade(symbol(i), minute + 1, timeNs, (1_000 + random.nextInt(50_000)) * CENT_E9);
                    byte[] key = trade.symbol().getBytes(StandardCharsets.UTF_8);
                    producer.send(
                            new ProducerRecord<>(topic, null, timeNs / 1_000_000 + 1, key, encoder.encode(trade)));
                }
            }
        }
        return history;
    }

    private static Trade trade(String symbol, long id, long timeNs, long priceE9) {
        return new Trade(
                TradeKind.TRADE, symbol, "Q", "C", id, id, timeNs, timeNs, priceE9, 100 * SHARE_E9, "    ", null, null);
    }

    /** Start of a range of its last {@code minutes} minutes, s since the Unix epoch. */
    long fromSecond(int minutes) {
        return toSecond() - minutes * 60L;
    }

    long toSecond() {
        return (startNs + MINUTES * MINUTE_NS) / 1_000_000_000L;
    }
}
