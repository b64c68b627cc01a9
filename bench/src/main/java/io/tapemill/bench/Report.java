package io.tapemill.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.tapemill.bench.load.Measurement;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Figures of repeated runs of several subjects: medians with their spread, as text and as JSON. */
public final class Report {
    private final String title;
    private final String conditions;
    private final String yardstick;
    private final Map<String, List<Measurement>> bySubject = new LinkedHashMap<>();

    /** @param yardstick the subject that the others are compared with */
    public Report(String title, String conditions, String yardstick) {
        this.yardstick = yardstick;
        this.title = title;
        this.conditions = conditions;
    }

    public void add(String subject, Measurement measurement) {
        bySubject.computeIfAbsent(subject, name -> new ArrayList<>()).add(measurement);
    }

    /** The middle value, or the mean of the two in the middle. */
    public static double median(Collection<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    public void print(PrintWriter out) {
        out.println(title + ": " + conditions);
        bySubject.forEach((subject, runs) -> {
            out.println(subject + " (median of " + runs.size() + ", least to greatest)");
            for (String figure : runs.get(0).figures().keySet()) {
                List<Double> values = values(runs, figure);
                out.printf(
                        "  %-34s %,14.2f   %,.2f .. %,.2f%s%n",
                        figure,
                        median(values),
                        values.stream().mapToDouble(Double::doubleValue).min().orElseThrow(),
                        values.stream().mapToDouble(Double::doubleValue).max().orElseThrow(),
                        ratio(figure, median(values)));
            }
        });
        out.flush();
    }

    private static List<Double> values(List<Measurement> runs, String figure) {
        return runs.stream().map(run -> run.figures().get(figure)).toList();
    }

    /** Against the yardstick in the same run. */
    private String ratio(String figure, double value) {
        List<Measurement> bare = bySubject.get(yardstick);
        boolean comparable = figure.endsWith("per_second") || figure.equals(Measurement.CPU);
        if (bare == null || !comparable || !bare.get(0).figures().containsKey(figure)) return "";
        return String.format("   (%.2f of: %s)", value / median(values(bare, figure)), yardstick);
    }

    public void writeJson(Optional<Path> file) throws IOException {
        if (file.isEmpty()) return;
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("bench", title);
        json.put("conditions", conditions);
        json.put("at", Instant.now().toString());
        Map<String, Object> subjects = new LinkedHashMap<>();
        bySubject.forEach((subject, runs) ->
                subjects.put(subject, runs.stream().map(Measurement::figures).toList()));
        json.put("runs", subjects);
        new ObjectMapper()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValue(file.get().toFile(), json);
    }
}
