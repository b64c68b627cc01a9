package io.tapemill.simulation;

import io.tapemill.simulation.world.Mutant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./tapemill simulate}; see docs/correctness.md. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description = "Runs the whole core on simulated surroundings, faults at every step, one run for each seed, and"
                + " compares every revision of every bar with the reference program. Exit code 1 when a seed fails.")
public final class SimulateMain implements Callable<Integer> {
    @Option(names = "--seeds", description = "How many; without it and --minutes 10,000.")
    private Long seeds;

    @Option(names = "--minutes", description = "How long.")
    private Double minutes;

    @Option(names = "--seed", description = "The first; without it drawn and printed.")
    private Long first;

    @Option(names = "--threads", description = "Default: ${DEFAULT-VALUE}.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--mutant", description = "A defect to build in: ${COMPLETION-CANDIDATES}.")
    private Mutant mutant = Mutant.NONE;

    private static final long LINE_INTERVAL_MS = 30_000;

    private final AtomicLong next = new AtomicLong();
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicReference<Failure> failure = new AtomicReference<>();
    private final AtomicReference<IllegalStateException> error = new AtomicReference<>();
    private long deadlineNs;

    private SimulateMain() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new SimulateMain()).execute(args));
    }

    @Override
    public Integer call() throws InterruptedException {
        long base = first == null ? System.nanoTime() & 0xffff_ffffL : first;
        long count = seeds != null ? seeds : minutes != null ? Long.MAX_VALUE : 10_000;
        long startNs = System.nanoTime();
        deadlineNs = minutes == null ? Long.MAX_VALUE : startNs + Math.round(minutes * 60e9);
        System.out.println("seeds from " + base);
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < threads; i++) workers.add(new Thread(() -> work(base, count), "seeds-" + i));
        workers.forEach(Thread::start);
        show(workers, seeds == null && minutes != null ? -1 : count);
        for (Thread worker : workers) worker.join();
        double seconds = (System.nanoTime() - startNs) / 1e9;
        System.out.printf(
                Locale.ROOT, "%,d seeds in %,.1f s, %,.0f a minute%n", done.get(), seconds, 60 * done.get() / seconds);
        if (error.get() != null) throw error.get();
        if (failure.get() == null) return 0;
        System.out.println(failure.get().report() + (mutant == Mutant.NONE ? "" : " --mutant " + mutant));
        return 1;
    }

    private void work(long base, long count) {
        Seeds runs = new Seeds(mutant);
        while (failure.get() == null && error.get() == null && System.nanoTime() < deadlineNs) {
            long number = next.getAndIncrement();
            if (number >= count) return;
            try {
                runs.run(base + number).ifPresent(found -> failure.compareAndSet(null, found));
            } catch (RuntimeException | Error e) {
                error.compareAndSet(
                        null, new IllegalStateException("seed " + (base + number) + " broke the simulator", e));
            }
            done.incrementAndGet();
        }
    }

    private void show(List<Thread> workers, long total) throws InterruptedException {
        if (System.console() == null) {
            showInLines(workers);
            return;
        }
        try (ProgressBar bar = new ProgressBarBuilder()
                .setTaskName("seeds")
                .setInitialMax(total)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(200)
                .build()) {
            while (workers.stream().anyMatch(Thread::isAlive)) {
                bar.stepTo(done.get());
                workers.get(0).join(200);
            }
            bar.stepTo(done.get());
        }
    }

    /** For logs: a line now and then. */
    private void showInLines(List<Thread> workers) throws InterruptedException {
        long startNs = System.nanoTime();
        while (workers.stream().anyMatch(Thread::isAlive)) {
            for (Thread worker : workers) worker.join(LINE_INTERVAL_MS / workers.size());
            if (workers.stream().noneMatch(Thread::isAlive)) return;
            double minutesSoFar = (System.nanoTime() - startNs) / 60e9;
            System.out.printf(Locale.ROOT, "%,d seeds, %,.0f a minute%n", done.get(), done.get() / minutesSoFar);
        }
    }
}
