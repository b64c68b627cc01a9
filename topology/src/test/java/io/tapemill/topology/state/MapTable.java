package io.tapemill.topology.state;

import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;

/** A table that forgets nothing but what it is told to. */
final class MapTable implements StateTable {
    final TreeMap<Bytes, byte[]> records = new TreeMap<>();
    int scans;

    @Override
    public byte[] get(Bytes key) {
        return records.get(key);
    }

    @Override
    public void put(Bytes key, byte[] value) {
        if (value == null) records.remove(key);
        else records.put(key, value);
    }

    @Override
    public void scan(Bytes from, Bytes to, Visitor visitor) {
        scans++;
        for (Map.Entry<Bytes, byte[]> entry :
                records.subMap(from, true, to, true).entrySet()) {
            if (!visitor.visit(entry.getKey(), entry.getValue())) return;
        }
    }
}
