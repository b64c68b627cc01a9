package io.tapemill.drills.mutant;

import static net.bytebuddy.matcher.ElementMatchers.named;

import java.io.IOException;
import java.nio.file.Path;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.implementation.FixedValue;
import net.bytebuddy.implementation.StubMethod;
import net.bytebuddy.pool.TypePool;

/**
 * A defect that a drill must catch. The changed class goes into a folder that stands before the jar on the class path,
 * so that the product itself needs no switch for it.
 */
public enum Mutant {
    DEDUPLICATION_OFF(
            "kill", "no trade is recognised as seen before", "io.tapemill.topology.state.OpenWindow", "hasSeen") {
        @Override
        DynamicType.Builder<?> change(DynamicType.Builder<?> type) {
            return type.method(named("hasSeen")).intercept(FixedValue.value(false));
        }
    },
    FLUSH_SKIPPED(
            "kill",
            "the heap is not written to the store before a commit",
            "io.tapemill.topology.state.TapeState",
            "flush") {
        @Override
        DynamicType.Builder<?> change(DynamicType.Builder<?> type) {
            return type.method(named("flush")).intercept(StubMethod.INSTANCE);
        }
    },
    AT_LEAST_ONCE("kill", "no transactions", "io.tapemill.app.instance.StreamsSettings", "of") {
        @Override
        DynamicType.Builder<?> change(DynamicType.Builder<?> type) {
            return type.visit(Advice.to(AtLeastOnce.class).on(named("of")));
        }
    },
    POSITION_BEFORE_ROWS(
            "postgres-kill",
            "the sink commits its position before the rows",
            "io.tapemill.sink.postgres.SinkPositions",
            "advance") {
        @Override
        DynamicType.Builder<?> change(DynamicType.Builder<?> type) {
            return type.visit(Advice.to(CommitAtExit.class).on(named("advance")));
        }
    },
    FENCING_OFF(
            "sink-zombie", "the sink's epoch is not looked at", "io.tapemill.sink.postgres.SinkPositions", "advance") {
        @Override
        DynamicType.Builder<?> change(DynamicType.Builder<?> type) {
            return type.visit(new ConstantChange(
                    " AND epoch = ? AND next_offset = ?", " AND (epoch = ? OR true) AND (next_offset = ? OR true)"));
        }
    };

    private final String drill;
    private final String defect;
    private final String className;
    private final String method;

    Mutant(String drill, String defect, String className, String method) {
        this.drill = drill;
        this.defect = defect;
        this.className = className;
        this.method = method;
    }

    abstract DynamicType.Builder<?> change(DynamicType.Builder<?> type);

    /** The drill that must catch it. */
    public String drill() {
        return drill;
    }

    public String defect() {
        return defect;
    }

    /**
     * Writes the changed class into the folder, where a class path finds it. The original is taken from this class path.
     *
     * @throws IllegalStateException when the product has no such method any more
     */
    public void writeTo(Path folder) throws IOException {
        ClassFileLocator product = ClassFileLocator.ForClassLoader.of(Mutant.class.getClassLoader());
        TypeDescription original =
                TypePool.Default.of(product).describe(className).resolve();
        if (original.getDeclaredMethods().filter(named(method)).isEmpty()) {
            throw new IllegalStateException(className + " has no method " + method + ": mend the mutant " + this);
        }
        try (DynamicType.Unloaded<?> changed =
                change(new ByteBuddy().redefine(original, product)).make()) {
            changed.saveIn(folder.toFile());
        }
    }
}
