package io.tapemill.serdes;

import java.io.EOFException;
import java.io.IOException;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * Avro's schema resolution for one pair of schemas, with everything it may throw turned into a reason. Owned by one
 * thread; the record is reused from call to call.
 */
final class ResolvingReader {
    private final GenericDatumReader<GenericRecord> reader;
    private BinaryDecoder decoder;
    private GenericRecord reused;

    ResolvingReader(Schema writer, Schema expected) {
        // its own GenericData: conversions that somebody adds to the global one must not change what we get
        this.reader = new GenericDatumReader<>(writer, expected, new GenericData());
    }

    /** The record behind the header, in the expected schema; valid until the next call. */
    GenericRecord read(byte[] value) throws MalformedRecordException {
        return read(value, 0, value.length);
    }

    /** The same for the value in {@code bytes[offset, offset + length)}. */
    GenericRecord read(byte[] bytes, int offset, int length) throws MalformedRecordException {
        int header = WireFormat.HEADER_BYTES;
        decoder = DecoderFactory.get().binaryDecoder(bytes, offset + header, length - header, decoder);
        try {
            reused = reader.read(reused, decoder);
            if (!decoder.isEnd()) {
                throw new MalformedRecordException(Malformed.TRAILING_BYTES, "bytes are left behind the last field");
            }
            return reused;
        } catch (EOFException e) {
            throw failed(Malformed.TRUNCATED, e);
        } catch (AvroTypeException e) {
            throw failed(Malformed.INCOMPATIBLE_SCHEMA, e);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw failed(Malformed.NOT_AVRO, e);
        }
    }

    private MalformedRecordException failed(Malformed reason, Throwable cause) {
        reused = null;
        return new MalformedRecordException(reason, "Avro's resolving reader failed: " + cause, cause);
    }
}
