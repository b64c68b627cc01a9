package io.tapemill.serdes;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/** A registry in memory, which can be made to fail. Ids begin at 1. */
public final class FakeRegistry implements SchemaRegistry {
    private final List<Schema> schemas = new ArrayList<>();
    private boolean isAway;
    private int lookUps;

    @Override
    public synchronized int register(String subject, Schema schema) {
        requireThere();
        if (!schemas.contains(schema)) schemas.add(schema);
        return schemas.indexOf(schema) + 1;
    }

    @Override
    public synchronized Schema byId(int id) {
        lookUps++;
        requireThere();
        if (id < 1 || id > schemas.size()) throw new UnknownSchemaException("schema id " + id + " is not known");
        return schemas.get(id - 1);
    }

    /** Until {@link #comeBack} every call fails as if the registry could not be reached. */
    public synchronized void goAway() {
        isAway = true;
    }

    public synchronized void comeBack() {
        isAway = false;
    }

    /** Calls of {@link #byId} so far, failed ones included. */
    public synchronized int lookUps() {
        return lookUps;
    }

    private void requireThere() {
        if (isAway) throw new RegistryUnavailableException("the fake registry is away");
    }
}
