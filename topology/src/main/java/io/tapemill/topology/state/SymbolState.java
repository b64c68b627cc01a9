package io.tapemill.topology.state;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything on the heap about one symbol: how far its tape has come, its open windows, and the open sums of the
 * longer intervals. A symbol's bars depend on its own messages and on ticks only, never on other symbols, so neither a
 * neighbour with a wrong clock nor the number of partitions can change them.
 */
public final class SymbolState {
    /** Before the first trade. Far from the limits, so that adding a grace or a horizon cannot wrap around. */
    public static final long NEVER = Long.MIN_VALUE / 4;

    private final int id;
    private final String name;
    private final byte[] key;
    private final LevelSum[] levels;
    private final List<OpenWindow> open = new ArrayList<>(4);
    /** The open window that was asked for last: the next trade is mostly in it, too. */
    private OpenWindow recent;

    private final List<WaitingCancel> waitingCancels = new ArrayList<>(0);
    private final int rules;
    private OpenWindow spare;
    private long watermarkNs = NEVER;
    private long recordLagNs;
    private long closedUntilNs = NEVER;
    private long forgottenBeforeNs = NEVER;
    private long unstoredLevelsFromNs = NEVER;
    private boolean dirty;

    /**
     * @param levels how many kinds of bars there are above the base
     * @param rules by how many rules of eligibility trades count
     */
    SymbolState(int id, byte[] key, int levels, int rules) {
        this.rules = rules;
        this.id = id;
        this.key = key;
        this.name = new String(key, StandardCharsets.UTF_8);
        this.levels = new LevelSum[levels];
        for (int i = 0; i < levels; i++) this.levels[i] = new LevelSum();
    }

    /** Dense number within the task, for compact state; not the same in another task. */
    public int id() {
        return id;
    }

    public String name() {
        return name;
    }

    /** UTF-8 bytes of the name, the record key; not to be changed. */
    public byte[] key() {
        return key;
    }

    /** Greatest event time known to have passed for this symbol, ns since the Unix epoch. */
    public long watermarkNs() {
        return watermarkNs;
    }

    /** Record time minus event time of the trade that set the watermark: how far the record clock runs ahead. */
    public long recordLagNs() {
        return recordLagNs;
    }

    /** Base windows that end here or earlier are closed. */
    public long closedUntilNs() {
        return closedUntilNs;
    }

    /** Moves the watermark forward with a trade; a trade that is not the newest leaves it alone. */
    public void observe(long eventNs, long recordNs) {
        if (eventNs <= watermarkNs) return;
        watermarkNs = eventNs;
        recordLagNs = recordNs - eventNs;
    }

    /** Moves the watermark forward without a trade. */
    public void advanceTo(long eventNs) {
        watermarkNs = Math.max(watermarkNs, eventNs);
    }

    public void closeUntil(long boundaryNs) {
        closedUntilNs = boundaryNs;
    }

    /**
     * Trades before this time may have been forgotten under a shorter correction horizon, so nothing there can be
     * revised, whatever the horizon is now.
     */
    public long forgottenBeforeNs() {
        return forgottenBeforeNs;
    }

    void forgetBefore(long timeNs) {
        forgottenBeforeNs = Math.max(forgottenBeforeNs, timeNs);
    }

    void restore(long watermark, long recordLag, long closedUntil) {
        watermarkNs = watermark;
        recordLagNs = recordLag;
        closedUntilNs = closedUntil;
    }

    /** The open base window that covers the time, or null. */
    public OpenWindow findWindow(long timeNs) {
        if (recent != null && recent.covers(timeNs)) return recent;
        for (int i = open.size() - 1; i >= 0; i--) {
            OpenWindow window = open.get(i);
            if (!window.covers(timeNs)) continue;
            recent = window;
            return window;
        }
        return null;
    }

    /** Opens the base window {@code [startNs, endNs)}, which must not be open. */
    OpenWindow openWindow(long startNs, long endNs, boolean isRegular) {
        OpenWindow window = spare == null ? new OpenWindow(id, rules) : spare;
        spare = null;
        int index = open.size();
        while (index > 0 && open.get(index - 1).startNs() > startNs) index--;
        open.add(index, window.startAt(startNs, endNs, isRegular));
        recent = window;
        return window;
    }

    /** Cancels whose trades have not come yet. */
    public List<WaitingCancel> waitingCancels() {
        return waitingCancels;
    }

    /** Takes the cancel that waits for this trade; null in the usual case that there is none. */
    public WaitingCancel takeCancelFor(String exchange, long tradeId) {
        for (int i = 0; i < waitingCancels.size(); i++) {
            if (waitingCancels.get(i).isFor(exchange, tradeId)) return waitingCancels.remove(i);
        }
        return null;
    }

    /** The open base window that starts first, or null. */
    public OpenWindow oldestWindow() {
        return open.isEmpty() ? null : open.get(0);
    }

    /** Gives up the window that {@link #oldestWindow} returned; its objects are used again. */
    void dropOldestWindow() {
        spare = open.remove(0);
        if (recent == spare) recent = null;
    }

    /** Open base windows, oldest first; a view. */
    public List<OpenWindow> openWindows() {
        return open;
    }

    /** The open sum of the kind of bar {@code level}, 0 being the first after the base. */
    public LevelSum level(int level) {
        return levels[level];
    }

    public int levels() {
        return levels.length;
    }

    /** True while a window of any length waits to be closed. */
    public boolean hasOpenWindows() {
        if (!open.isEmpty()) return true;
        for (LevelSum level : levels) if (level.isPresent()) return true;
        return false;
    }

    /**
     * Start of the oldest base window that is merged into the open sums of the longer intervals and not in the level
     * page; {@link #NEVER} when the page says all.
     */
    long unstoredLevelsFromNs() {
        return unstoredLevelsFromNs;
    }

    /** A base window that starts here is merged into the levels now; windows come in their order. */
    void levelsChanged(long windowNs) {
        if (unstoredLevelsFromNs == NEVER) unstoredLevelsFromNs = windowNs;
    }

    void levelsStored() {
        unstoredLevelsFromNs = NEVER;
    }

    boolean markDirty() {
        boolean first = !dirty;
        dirty = true;
        return first;
    }

    void markClean() {
        dirty = false;
    }
}
