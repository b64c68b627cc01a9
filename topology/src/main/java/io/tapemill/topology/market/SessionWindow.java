package io.tapemill.topology.market;

/**
 * One session of one trade date: {@code [startNs, endNs)}, never empty, inside the window of its trade date.
 *
 * @param tradeDate days since 1970-01-01
 * @param startNs ns since the Unix epoch
 * @param endNs ns since the Unix epoch, exclusive
 */
public record SessionWindow(Session session, int tradeDate, long startNs, long endNs) {
    public boolean contains(long timeNs) {
        return timeNs >= startNs && timeNs < endNs;
    }
}
