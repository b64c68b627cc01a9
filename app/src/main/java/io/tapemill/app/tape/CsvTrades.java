package io.tapemill.app.tape;

import io.tapemill.schemas.FixedPoint;
import io.tapemill.schemas.Trade;
import io.tapemill.schemas.TradeKind;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Trades as lines of CSV, in both directions. What a missing column or an empty field means when reading:
 *
 * <ul>
 *   <li>{@code symbol}, {@code trade_id}: never missing; {@code price}, {@code size}: missing in a cancel only (0)
 *   <li>{@code participant_time}, {@code sip_time}: the other one
 *   <li>{@code sequence}: 0; trades with equal time are then ordered by their id
 *   <li>{@code kind}: trade; {@code exchange}, {@code tape}, {@code conditions}: empty
 *   <li>{@code ref_trade_id}: only for a trade; {@code ref_time}: not known
 * </ul>
 *
 * Only the form is checked: whether a price makes sense is decided downstream, where it can be explained. Not
 * thread-safe.
 */
public final class CsvTrades {
    private static final String TITLES =
            Arrays.stream(Column.values()).map(Column::title).collect(Collectors.joining(","));

    private final CsvHeader header;
    private final CsvFields fields = new CsvFields();

    /** Reads lines under this header; {@link BadLineException} when it is none. */
    public CsvTrades(String headerLine) throws BadLineException {
        this.header = CsvHeader.parse(headerLine);
    }

    /** The header of the lines that {@link #format} writes. */
    public static String header() {
        return TITLES;
    }

    /** {@link BadLineException} with the reason when the line is no message. */
    public Trade parse(String line) throws BadLineException {
        if (line.indexOf('\uFFFD') >= 0) throw new BadLineException("it is not valid UTF-8");
        fields.split(line);
        if (fields.count() != header.fields()) {
            throw new BadLineException(fields.count() + " fields where the header has " + header.fields());
        }
        TradeKind kind = kind();
        boolean priced = kind != TradeKind.CANCEL;
        boolean refers = kind != TradeKind.TRADE;
        boolean noParticipantTime = isAbsent(Column.PARTICIPANT_TIME);
        long participantTimeNs = timeNs(noParticipantTime ? Column.SIP_TIME : Column.PARTICIPANT_TIME);
        return new Trade(
                kind,
                needed(Column.SYMBOL),
                text(Column.EXCHANGE),
                text(Column.TAPE),
                integer(Column.TRADE_ID),
                isAbsent(Column.SEQUENCE) ? 0 : integer(Column.SEQUENCE),
                participantTimeNs,
                isAbsent(Column.SIP_TIME) ? participantTimeNs : timeNs(Column.SIP_TIME),
                priced || !isAbsent(Column.PRICE) ? decimalE9(Column.PRICE) : 0,
                priced || !isAbsent(Column.SIZE) ? decimalE9(Column.SIZE) : 0,
                text(Column.CONDITIONS),
                refers || !isAbsent(Column.REF_TRADE_ID) ? Long.valueOf(integer(Column.REF_TRADE_ID)) : null,
                isAbsent(Column.REF_TIME) ? null : Long.valueOf(timeNs(Column.REF_TIME)));
    }

    /** One line with all columns, without a line break. */
    public static String format(Trade trade) {
        return String.join(
                ",",
                quoted(trade.symbol()),
                quoted(trade.exchange()),
                quoted(trade.tape()),
                Long.toString(trade.tradeId()),
                Long.toString(trade.sequence()),
                TapeTimes.format(trade.participantTimeNs()),
                TapeTimes.format(trade.sipTimeNs()),
                FixedPoint.formatE9(trade.priceE9()),
                FixedPoint.formatE9(trade.sizeE9()),
                quoted(trade.conditions()),
                trade.kind().text(),
                trade.refTradeId() == null ? "" : trade.refTradeId().toString(),
                trade.refTimeNs() == null ? "" : TapeTimes.format(trade.refTimeNs()));
    }

    private TradeKind kind() throws BadLineException {
        String text = text(Column.KIND);
        return switch (text) {
            case "", "trade" -> TradeKind.TRADE;
            case "cancel" -> TradeKind.CANCEL;
            case "correction" -> TradeKind.CORRECTION;
            default -> throw new BadLineException("kind: '" + text + "' is none of trade, cancel, correction");
        };
    }

    private boolean isAbsent(Column column) {
        return !header.has(column) || fields.isEmpty(header.position(column));
    }

    private String text(Column column) {
        return header.has(column) ? fields.text(header.position(column)) : "";
    }

    private String needed(Column column) throws BadLineException {
        return fields.text(field(column));
    }

    private long integer(Column column) throws BadLineException {
        int field = field(column);
        try {
            return Long.parseLong(fields.source(field), fields.start(field), fields.end(field), 10);
        } catch (NumberFormatException e) {
            throw new BadLineException(column.title() + ": '" + fields.text(field) + "' is not a whole number");
        }
    }

    private long decimalE9(Column column) throws BadLineException {
        int field = field(column);
        try {
            return TapeNumbers.parseE9(fields.source(field), fields.start(field), fields.end(field));
        } catch (IllegalArgumentException e) {
            throw new BadLineException(column.title() + ": " + e.getMessage());
        }
    }

    private long timeNs(Column column) throws BadLineException {
        int field = field(column);
        try {
            return TapeTimes.parseNs(fields.source(field), fields.start(field), fields.end(field));
        } catch (IllegalArgumentException e) {
            throw new BadLineException(column.title() + ": " + e.getMessage());
        }
    }

    private int field(Column column) throws BadLineException {
        if (isAbsent(column)) throw new BadLineException(column.title() + " is missing");
        return header.position(column);
    }

    /** The text as a CSV field: in quotes when it needs them. */
    public static String quoted(String text) {
        boolean plain = text.strip().equals(text) && text.indexOf(',') < 0 && text.indexOf('"') < 0;
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
