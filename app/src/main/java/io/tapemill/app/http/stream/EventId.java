package io.tapemill.app.http.stream;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The id of an event: for each partition of the bars topic that was asked for, the offset of the last record that the
 * client has everything up to, as {@code partition:offset} separated by commas.
 */
final class EventId {
    private static final Pattern SPELLING = Pattern.compile("[0-9]{1,9}:-?[0-9]{1,18}(,[0-9]{1,9}:-?[0-9]{1,18})*");
    private static final Pattern PART = Pattern.compile("([0-9]+):(-?[0-9]+)");

    private EventId() {}

    static String of(SortedMap<Integer, Long> lastOffsets) {
        return lastOffsets.entrySet().stream()
                .map(entry -> entry.getKey() + ":" + entry.getValue())
                .collect(Collectors.joining(","));
    }

    /** Last offsets by partition; empty when the text is no id of ours. */
    static Optional<Map<Integer, Long>> parse(String text) {
        if (!SPELLING.matcher(text).matches()) return Optional.empty();
        Map<Integer, Long> lastOffsets = new TreeMap<>();
        Matcher parts = PART.matcher(text);
        while (parts.find()) lastOffsets.put(Integer.valueOf(parts.group(1)), Long.valueOf(parts.group(2)));
        return Optional.of(lastOffsets);
    }
}
