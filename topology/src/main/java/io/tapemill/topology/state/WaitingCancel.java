package io.tapemill.topology.state;

/**
 * A cancel that came before its trade.
 *
 * @param exchange of the trade
 * @param tradeId of the trade
 * @param sinceNs the symbol's watermark when the cancel came; it is forgotten when trades of then may not be revised
 *     any more
 * @param offset of the cancel on the trades topic
 */
public record WaitingCancel(String exchange, long tradeId, long sinceNs, long offset) {
    boolean isFor(String tradeExchange, long id) {
        return tradeId == id && exchange.equals(tradeExchange);
    }
}
