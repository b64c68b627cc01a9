package io.tapemill.app.explain;

import io.tapemill.app.explain.Explanation.Revision;
import io.tapemill.app.explain.Fates.Fate;
import io.tapemill.app.tape.TapeTimes;
import io.tapemill.app.verify.ReferenceRules;
import io.tapemill.reference.ReferenceBars;
import io.tapemill.reference.ReferenceBars.Verdict;
import io.tapemill.reference.Rules;
import io.tapemill.schemas.Bar;
import io.tapemill.schemas.Trade;
import io.tapemill.schemas.TradeKind;
import io.tapemill.topology.TopologyConfig;
import io.tapemill.topology.market.Market;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Explains one bar from the records of its symbol, given in log order. What counts is decided by the reference program,
 * so that the answer does not rest on the code that built the bar. Keeps the symbol's records in memory; owned by one
 * thread.
 */
public final class Explainer {
    private final TopologyConfig config;
    private final BarWindow window;
    private final ReferenceBars reference;
    private final ConditionNotes conditions;
    private final List<TapeRecord> records = new ArrayList<>();
    private final List<Revision> revisions = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /** @param market of the same configuration; the explainer's from now on */
    public Explainer(TopologyConfig config, Market market, BarWindow window) {
        this.config = config;
        this.window = window;
        this.conditions = new ConditionNotes(market, window.kind());
        this.reference = new ReferenceBars(onlyNeeded(ReferenceRules.of(config)));
    }

    /** The base kind, which decides what a duplicate is, and the one asked about. */
    private Rules onlyNeeded(Rules all) {
        List<Rules.Kind> needed = new ArrayList<>(List.of(all.kinds().get(0)));
        all.kinds().stream().skip(1).filter(this::isWanted).forEach(needed::add);
        return new Rules(
                needed,
                all.graceNs(),
                all.horizon(),
                all.oldestRevisable(),
                all.skewNs(),
                all.bySipTime(),
                all.barsWithoutPrice(),
                all.generation(),
                all.tradeDate(),
                all.profile());
    }

    private boolean isWanted(Rules.Kind kind) {
        return kind.interval().equals(window.kind().interval().name())
                && kind.session().apply(window.startNs()).equals(window.session());
    }

    /**
     * Takes the next record of the symbol's partition that concerns the symbol, or a tick.
     *
     * @param key record key as text, or null
     */
    public void record(int partition, long offset, long recordTimeMs, String key, Trade message) {
        Verdict verdict = reference.accept(partition, key, message, recordTimeMs);
        if (verdict == Verdict.CONTROL) return;
        records.add(new TapeRecord(offset, recordTimeMs, message, eventNs(message), verdict, null));
    }

    /** Takes, in place of {@link #record}, one that was rejected for this reason and put back later. */
    public void replayed(long offset, long recordTimeMs, Trade message, String reason) {
        records.add(new TapeRecord(offset, recordTimeMs, message, eventNs(message), null, reason));
    }

    private long eventNs(Trade message) {
        return config.market().clock().pick(message.participantTimeNs(), message.sipTimeNs());
    }

    /** Takes the next bar of the bars topic, of whatever symbol and window. */
    public void bar(Bar bar, long recordTimeMs) {
        if (isAsked(bar)) revisions.add(new Revision(bar, recordTimeMs));
    }

    /** Says something that concerns the whole answer. */
    public void note(String text) {
        notes.add(text);
    }

    public Explanation explain() {
        Optional<Bar> bar = bar();
        List<String> allNotes = new ArrayList<>(notes);
        allNotes.addAll(notesOf(bar));
        return new Explanation(window, config.market().profileId(), trades(), bar, revisions, allNotes);
    }

    private Optional<Bar> bar() {
        List<Bar> found = new ArrayList<>();
        reference.forEachBar(bar -> {
            if (isAsked(bar)) found.add(bar);
        });
        return found.stream().findFirst();
    }

    private List<String> notesOf(Optional<Bar> bar) {
        if (bar.isEmpty()) return isClosed() ? List.of() : List.of("the window is still open: there is no bar yet");
        Optional<Revision> last =
                revisions.isEmpty() ? Optional.empty() : Optional.of(revisions.get(revisions.size() - 1));
        if (last.isPresent() && last.get().bar().equals(bar.get())) return List.of();
        return List.of("the last revision on the bars topic is not the bar that the tape makes: the instances have not"
                + " come to the end of the tape, or run with other settings, or tapemill verify has something to say");
    }

    private boolean isClosed() {
        OptionalLong watermarkNs = reference.watermarkNs(window.symbol());
        return watermarkNs.isPresent() && watermarkNs.getAsLong() >= closedAtNs();
    }

    private long closedAtNs() {
        return window.endNs() + config.grace().toNanos();
    }

    private List<ExplainedTrade> trades() {
        Fates fates = new Fates(
                records,
                reference.changes(window.symbol()),
                new Market(config.market()).kinds(config.intervals()).get(0).grid());
        List<TapeRecord> inside = records.stream().filter(this::isTradeInWindow).toList();
        BarParts parts = new BarParts(inside.stream()
                .filter(record -> fates.of(record).reason() == LeftOut.NOTHING)
                .map(record -> new BarParts.Part(record, conditions.bits(record.trade(), record.eventNs())))
                .toList());
        return inside.stream()
                .sorted(Comparator.comparingLong(TapeRecord::eventNs).thenComparingLong(TapeRecord::offset))
                .map(record -> explained(record, fates, parts))
                .toList();
    }

    private boolean isTradeInWindow(TapeRecord record) {
        TradeKind kind = record.trade().kind();
        boolean trades = kind == TradeKind.TRADE || kind == TradeKind.CORRECTION;
        return trades && window.contains(record.eventNs());
    }

    private ExplainedTrade explained(TapeRecord record, Fates fates, BarParts parts) {
        Fate fate = fates.of(record);
        boolean late = fate.reason() == LeftOut.BEYOND_HORIZON || fates.addedAtNs(record) >= closedAtNs();
        Trade trade = record.trade();
        LeftOut reason = fate.reason();
        String detail = fate.by();
        if (reason == LeftOut.NOTHING) {
            boolean otherSession = conditions.isOfOtherSession(trade, record.eventNs());
            boolean allowedNothing = conditions.bits(trade, record.eventNs()) == 0;
            if (allowedNothing) reason = otherSession ? LeftOut.SESSION : LeftOut.CONDITION;
            detail = reason == LeftOut.SESSION
                    ? conditions.session(record.eventNs())
                    : conditions.of(trade, record.eventNs());
        }
        return new ExplainedTrade(
                record.offset(),
                record.recordTimeMs(),
                trade,
                record.eventNs(),
                late,
                reason,
                parts.of(record),
                withReplaced(detail, fates.replaced(record)));
    }

    private static String withReplaced(String detail, TapeRecord original) {
        if (original == null) return detail;
        String replaces = "replaces offset " + original.offset() + " of " + TapeTimes.format(original.eventNs());
        return detail.isEmpty() ? replaces : detail + "; " + replaces;
    }

    private boolean isAsked(Bar bar) {
        return bar.symbol().equals(window.symbol())
                && bar.interval().equals(window.kind().interval().name())
                && bar.startNs() == window.startNs()
                && bar.session().equals(window.session());
    }
}
