package io.tapemill.topology.steps;

import io.tapemill.serdes.TradeMessage;
import io.tapemill.topology.state.Tags;

/** Gives the number of a message's exchange, tape and conditions without making a String of them. */
public final class TagTrade {
    private final Tags tags;
    private final byte[] scratch = new byte[3 * TradeMessage.MAX_TEXT_BYTES + 3];

    public TagTrade(Tags tags) {
        this.tags = tags;
    }

    /** {@link Tags#FULL} when it is a new one and there are too many. */
    public int tag(TradeMessage message) {
        int length = append(0, message.buffer(), message.exchangeOffset(), message.exchangeLength());
        length = append(length, message.buffer(), message.tapeOffset(), message.tapeLength());
        length = append(length, message.buffer(), message.conditionsOffset(), message.conditionsLength());
        int number = tags.find(scratch, length);
        if (number >= 0) return number;
        number = tags.number(message.exchange(), message.tape(), message.conditions());
        if (number != Tags.FULL) tags.learn(scratch, length, number);
        return number;
    }

    /** Each text with its length in front, so that different splits cannot look alike. */
    private int append(int at, byte[] source, int offset, int length) {
        scratch[at] = (byte) length;
        System.arraycopy(source, offset, scratch, at + 1, length);
        return at + 1 + length;
    }
}
