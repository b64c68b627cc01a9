package io.tapemill.bench.load;

import java.util.LinkedHashMap;
import java.util.Map;

/** The figures of one run, by name, in the order in which they are shown. */
public record Measurement(Map<String, Double> figures) {
    public static final String RATE = "trades_per_second";
    public static final String CPU = "cpu_seconds_per_million";
    public static final String BROKER_CPU = "broker_cpu_seconds_per_million";
    public static final String PEAK = "peak_resident_mib";
    public static final String CHANGELOG = "changelog_mib_per_million";
    public static final String STATE = "state_mib_per_million";
    public static final String BARS = "bars";

    public static Measurement of(long trades, double seconds, double cpuSeconds, double brokerCpuSeconds) {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put(RATE, trades / seconds);
        figures.put(CPU, cpuSeconds / trades * 1e6);
        figures.put(BROKER_CPU, brokerCpuSeconds / trades * 1e6);
        return new Measurement(figures);
    }

    public Measurement with(String name, double value) {
        Map<String, Double> more = new LinkedHashMap<>(figures);
        more.put(name, value);
        return new Measurement(more);
    }
}
