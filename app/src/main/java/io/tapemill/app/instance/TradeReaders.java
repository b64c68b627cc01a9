package io.tapemill.app.instance;

import io.tapemill.app.settings.InvalidSettingsException;
import io.tapemill.app.settings.KafkaRole;
import io.tapemill.app.settings.Keys;
import io.tapemill.app.settings.Settings;
import io.tapemill.serdes.KafkaDeserializerTradeDecoder;
import io.tapemill.serdes.SchemaRegistry;
import io.tapemill.serdes.TradeDecoder;
import io.tapemill.serdes.TradeReader;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Who reads trades: our own decoder, or the deserializer that the settings name. */
public final class TradeReaders {
    private TradeReaders() {}

    /** Makes a reader for each thread; {@link InvalidSettingsException} at once when the class cannot be used. */
    public static Supplier<TradeReader> of(Settings settings, SchemaRegistry registry) {
        Optional<String> className = settings.find(Keys.TRADES_DESERIALIZER);
        if (className.isEmpty()) return () -> new TradeDecoder(registry);
        Map<String, Object> properties = new HashMap<>(settings.kafkaProperties(KafkaRole.CONSUMER));
        String urls =
                settings.get(Keys.REGISTRY_URL).stream().map(URI::toString).collect(Collectors.joining(","));
        properties.putIfAbsent("schema.registry.url", urls);
        String topic = settings.get(Keys.TOPIC_TRADES);
        try {
            KafkaDeserializerTradeDecoder.load(className.get(), properties, topic)
                    .close();
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingsException(
                    Keys.TRADES_DESERIALIZER + "=" + className.get() + ": " + e.getMessage());
        }
        return () -> KafkaDeserializerTradeDecoder.load(className.get(), properties, topic);
    }
}
