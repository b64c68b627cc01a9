package io.tapemill.serdes;

import org.apache.avro.Schema;

/** Gives schemas their ids and finds them again. Implementations may be used by several threads at a time. */
public interface SchemaRegistry {
    /**
     * Registers the schema under the subject, or finds that it is there already.
     *
     * @return the id to write records with
     * @throws IncompatibleSchemaException when the subject's compatibility level forbids this schema
     * @throws RegistryRefusedException when the registry answers but will not serve us, which a retry cannot heal
     * @throws RegistryUnavailableException when the registry cannot be reached, after retries; transient
     */
    int register(String subject, Schema schema);

    /**
     * The schema with this id.
     *
     * @throws UnknownSchemaException when the registry does not know the id: a fault of the record
     * @throws RegistryRefusedException when the registry answers but will not serve us, which a retry cannot heal
     * @throws RegistryUnavailableException when the registry cannot be reached, after retries: never a fault of the
     *     record
     */
    Schema byId(int id);
}
