package io.tapemill.serdes;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericDatumReader;

/** Decides whether records of somebody else's schema mean what ours would mean. */
final class WriterSchema {
    private WriterSchema() {}

    /** Whether records of both are the same bytes; units are {@link #requireReadable}'s part. */
    static boolean isWrittenLike(Schema known, Schema writer) {
        return SchemaNormalization.toParsingForm(known).equals(SchemaNormalization.toParsingForm(writer));
    }

    /**
     * Avro's own rules, and three of ours, because Avro resolves by structure alone: a decimal of another scale or a
     * time of another unit would be read as a wrong number without an error, and items of no bytes make a loop whose
     * length the bytes do not bound.
     */
    static void requireReadable(Schema reader, Schema writer) throws MalformedRecordException {
        var result = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getResult();
        if (result.getCompatibility() != SchemaCompatibilityType.COMPATIBLE) {
            throw incompatible(
                    writer,
                    result.getIncompatibilities().stream()
                            .map(i -> i.getType() + " at " + i.getLocation() + ": " + i.getMessage())
                            .collect(Collectors.joining("; ")));
        }
        requireSameUnits(reader, writer);
        if (hasUnboundedItems(writer, new HashSet<>()))
            throw incompatible(writer, "it has an array of items of no bytes");
    }

    /** For each field of {@code reader} that {@code writer} has, too: the same logical type and scale. */
    static void requireSameUnits(Schema reader, Schema writer) throws MalformedRecordException {
        for (Schema.Field expected : reader.getFields()) {
            Schema.Field found = writer.getField(expected.name());
            if (found == null) continue;
            String unit = unit(values(expected.schema()).get(0));
            for (Schema value : values(found.schema())) {
                if (!unit.equals(unit(value))) {
                    throw incompatible(
                            writer, "field " + expected.name() + " is " + unit(value) + ", expected is " + unit);
                }
            }
        }
    }

    static MalformedRecordException incompatible(Schema writer, String why) {
        return new MalformedRecordException(
                Malformed.INCOMPATIBLE_SCHEMA,
                "the writer's schema " + writer.getFullName() + " cannot be read: " + why);
    }

    /** The schema itself, or the branches of a union that are not null. */
    private static List<Schema> values(Schema schema) {
        if (!schema.isUnion()) return List.of(schema);
        return schema.getTypes().stream()
                .filter(branch -> branch.getType() != Schema.Type.NULL)
                .toList();
    }

    private static String unit(Schema schema) {
        LogicalType logicalType = schema.getLogicalType();
        if (logicalType instanceof LogicalTypes.Decimal decimal) return "a decimal of scale " + decimal.getScale();
        return logicalType == null ? "without a unit" : logicalType.getName();
    }

    private static boolean hasUnboundedItems(Schema schema, Set<String> seen) {
        return switch (schema.getType()) {
            case ARRAY ->
                GenericDatumReader.isZeroByteSchema(schema.getElementType())
                        || hasUnboundedItems(schema.getElementType(), seen);
            case MAP -> hasUnboundedItems(schema.getValueType(), seen);
            case UNION -> schema.getTypes().stream().anyMatch(branch -> hasUnboundedItems(branch, seen));
            case RECORD ->
                seen.add(schema.getFullName())
                        && schema.getFields().stream().anyMatch(field -> hasUnboundedItems(field.schema(), seen));
            default -> false;
        };
    }
}
