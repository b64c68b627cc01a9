package io.tapemill.bench.http;

import io.tapemill.bench.load.Measurement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What some clients got before an instance was lost, until others had taken over, and afterwards. */
final class Availability {
    private Availability() {}

    /**
     * @param killedNs when the instance was killed
     * @param ownedNs when every partition had another owner
     */
    static Measurement of(List<Watcher> watchers, long killedNs, long ownedNs) {
        Map<String, Double> figures = new LinkedHashMap<>();
        long lastFailureNs = killedNs;
        long gapNs = 0;
        long[] asked = new long[3];
        long[] failed = new long[3];
        long unanswered = 0;
        int wrong = 0;
        for (Watcher watcher : watchers) {
            wrong += watcher.wrong().size();
            long lastGoodNs = killedNs;
            for (Watcher.Event event : watcher.events()) {
                int phase = event.untilNs() < killedNs ? 0 : event.atNs() < ownedNs ? 1 : 2;
                asked[phase]++;
                if (event.isAnswered()) {
                    if (phase > 0) gapNs = Math.max(gapNs, event.atNs() - lastGoodNs);
                    lastGoodNs = Math.max(killedNs, event.atNs());
                    continue;
                }
                failed[phase]++;
                if (event.refusal().equals(Watcher.NO_ANSWER)) unanswered++;
                if (phase > 0) lastFailureNs = Math.max(lastFailureNs, event.atNs());
            }
        }
        figures.put("requests", (double) (asked[0] + asked[1] + asked[2]));
        figures.put("failed % before the kill", percent(failed[0], asked[0]));
        figures.put("failed % until all is owned again", percent(failed[1], asked[1]));
        figures.put("failed % afterwards", percent(failed[2], asked[2]));
        figures.put("failed without any answer", (double) unanswered);
        figures.put("all is owned again, s after", (ownedNs - killedNs) / 1e9);
        figures.put("last failure, s after", (lastFailureNs - killedNs) / 1e9);
        figures.put("longest gap of a symbol, s", gapNs / 1e9);
        figures.put("wrong answers", (double) wrong);
        return new Measurement(figures);
    }

    /** How often each reason was given for not answering, before the kill or after. */
    static Map<String, Long> refusals(List<Watcher> watchers, long killedNs, boolean before) {
        return watchers.stream()
                .flatMap(watcher -> watcher.events().stream())
                .filter(event -> !event.isAnswered() && event.untilNs() < killedNs == before)
                .collect(Collectors.groupingBy(Watcher.Event::refusal, TreeMap::new, Collectors.counting()));
    }

    private static double percent(long part, long whole) {
        return whole == 0 ? 0 : 100.0 * part / whole;
    }
}
