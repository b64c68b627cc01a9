package io.tapemill.bench.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one client has seen of its bars, and whether an answer contradicts it: a lower revision, another content under
 * the same one, a final bar that is partial again or gone. Of a client that always asks the owner also a bar that is
 * gone at all, and fewer trades.
 */
final class SeenBars {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final boolean fromOwner;
    private final Map<String, Map<String, JsonNode>> series = new HashMap<>();

    /** @param fromOwner whether every answer has the open windows */
    SeenBars(boolean fromOwner) {
        this.fromOwner = fromOwner;
    }

    /** What is wrong with the next answer about a series; empty when nothing is. */
    List<String> check(String name, String body) throws JsonProcessingException {
        Map<String, JsonNode> bars = new HashMap<>();
        JsonNode answer = MAPPER.readTree(body).path("bars");
        answer.forEach(bar -> bars.put(bar.path("t").asText(), bar));
        Map<String, JsonNode> before = series.computeIfAbsent(name, key -> new HashMap<>());
        Set<String> wrong = new HashSet<>();
        if (bars.size() < answer.size()) wrong.add(name + ": two bars of one start");
        before.forEach((start, old) -> compare(name, old, bars.get(start), wrong));
        if (fromOwner && trades(bars) < trades(before)) wrong.add(name + ": fewer trades than before");
        before.putAll(bars);
        return List.copyOf(wrong);
    }

    private void compare(String name, JsonNode old, JsonNode now, Set<String> wrong) {
        if (now == null) {
            if (fromOwner || isFinal(old)) wrong.add(name + ": " + old + " is gone");
            return;
        }
        int step = now.path("rev").asInt() - old.path("rev").asInt();
        boolean changed = step == 0 && isFinal(old) && !now.equals(old);
        if (step < 0 || changed || isFinal(old) && !isFinal(now)) wrong.add(name + ": " + now + " after " + old);
    }

    private static boolean isFinal(JsonNode bar) {
        return bar.path("state").asText().equals("final");
    }

    private static long trades(Map<String, JsonNode> bars) {
        return bars.values().stream().mapToLong(bar -> bar.path("n").asLong()).sum();
    }
}
