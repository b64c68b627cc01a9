package io.tapemill.topology.state;

import io.tapemill.topology.packed.CorruptStateException;
import io.tapemill.topology.packed.PackedReader;
import io.tapemill.topology.packed.PackedWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers for the few combinations of exchange, tape and conditions that a tape has, so that a trade carries one int
 * for the three. State records refer to the numbers, so the combinations are kept with them, in their order.
 */
public final class Tags {
    /**
     * A tape of the whole US market has some two thousand combinations. One that has many more carries something else in
     * these texts, and remembering it for ever would take all memory.
     */
    public static final int MOST = 32_768;
    /** In place of a number: there are too many combinations to take up another. */
    public static final int FULL = -1;

    /** One combination; {@code exchange} is a number too, equal for equal exchanges. */
    record Tag(String exchangeName, String tape, String conditions, int exchange) {}

    private final List<Tag> byNumber = new ArrayList<>();
    private final Map<Tag, Integer> numbers = new HashMap<>();
    private final Map<String, Integer> exchanges = new HashMap<>();
    private byte[][] keys = new byte[64][];
    private int[] keyNumbers = new int[64];
    private int used;

    /** How many there are; their numbers are those below. */
    int count() {
        return byNumber.size();
    }

    void writeTo(PackedWriter out, int number) {
        Tag tag = byNumber.get(number);
        out.text(tag.exchangeName());
        out.text(tag.tape());
        out.text(tag.conditions());
    }

    /** Adds the next combination that {@link #writeTo} wrote. */
    void readFrom(PackedReader in) {
        int expected = byNumber.size();
        if (number(in.text(), in.text(), in.text()) != expected) {
            throw new CorruptStateException("combination " + expected + " of exchange, tape and conditions is twice");
        }
    }

    /** Number of the combination, or {@link #FULL}. */
    public int number(String exchange, String tape, String conditions) {
        if (byNumber.size() >= MOST) return known(exchange, tape, conditions);
        int exchangeNumber = exchanges.computeIfAbsent(exchange, name -> exchanges.size());
        return numbers.computeIfAbsent(new Tag(exchange, tape, conditions, exchangeNumber), tag -> {
            byNumber.add(tag);
            return byNumber.size() - 1;
        });
    }

    private int known(String exchange, String tape, String conditions) {
        Integer exchangeNumber = exchanges.get(exchange);
        if (exchangeNumber == null) return FULL;
        return numbers.getOrDefault(new Tag(exchange, tape, conditions, exchangeNumber), FULL);
    }

    /**
     * Number of the combination whose bytes are {@code scratch[0..length)}: the hot path, which makes no String.
     * Returns -1 when these bytes were not seen before; then {@link #learn} them.
     */
    public int find(byte[] scratch, int length) {
        int slot = hash(scratch, length) & (keys.length - 1);
        while (keys[slot] != null) {
            byte[] key = keys[slot];
            if (Arrays.equals(key, 0, key.length, scratch, 0, length)) return keyNumbers[slot];
            slot = (slot + 1) & (keys.length - 1);
        }
        return -1;
    }

    /** Remembers that these bytes stand for {@code number}. */
    public void learn(byte[] scratch, int length, int number) {
        if ((used + 1) * 2 > keys.length) rehash();
        insert(Arrays.copyOf(scratch, length), number);
        used++;
    }

    public int exchangeOf(int number) {
        return tag(number).exchange();
    }

    public String exchange(int number) {
        return tag(number).exchangeName();
    }

    public String tape(int number) {
        return tag(number).tape();
    }

    public String conditions(int number) {
        return tag(number).conditions();
    }

    private Tag tag(int number) {
        if (number >= byNumber.size()) {
            throw new CorruptStateException("a trade refers to combination " + number
                    + " of exchange, tape and conditions; there are " + byNumber.size());
        }
        return byNumber.get(number);
    }

    private void insert(byte[] key, int number) {
        int slot = hash(key, key.length) & (keys.length - 1);
        while (keys[slot] != null) slot = (slot + 1) & (keys.length - 1);
        keys[slot] = key;
        keyNumbers[slot] = number;
    }

    private void rehash() {
        byte[][] oldKeys = keys;
        int[] oldNumbers = keyNumbers;
        keys = new byte[oldKeys.length * 2][];
        keyNumbers = new int[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != null) insert(oldKeys[i], oldNumbers[i]);
        }
    }

    private static int hash(byte[] bytes, int length) {
        int hash = 0;
        for (int i = 0; i < length; i++) hash = hash * 31 + bytes[i];
        hash *= 0x9E3779B9;
        return hash ^ hash >>> 15;
    }
}
