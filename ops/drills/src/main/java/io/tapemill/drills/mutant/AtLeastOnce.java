package io.tapemill.drills.mutant;

import java.util.Properties;
import net.bytebuddy.asm.Advice;

/** Code that is copied to the end of a method; see {@link Mutant#AT_LEAST_ONCE}. */
final class AtLeastOnce {
    private AtLeastOnce() {}

    @Advice.OnMethodExit
    static void exit(@Advice.Return Properties properties) {
        properties.put("processing.guarantee", "at_least_once");
    }
}
