package io.tapemill.app.http.health;

import io.tapemill.app.http.Answer;
import io.tapemill.app.http.Routes;
import io.tapemill.app.instance.Instance;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * {@code /health/live}, {@code /health/ready} and {@code /health/started}. Live does not look at the database or the
 * brokers: a restart would not heal them.
 */
public final class HealthEndpoints {
    private final String note;

    /** @param insecure parts that are open over the network because the operator allowed it; each answer says so */
    public HealthEndpoints(Set<String> insecure) {
        note = insecure.isEmpty() ? "" : ",\"insecure\":\"" + String.join(",", insecure) + '"';
    }

    public void addTo(Routes routes, Instance instance) {
        routes.get("/health/live", request -> answer(instance::isLive, instance));
        routes.get("/health/ready", request -> answer(instance::isReady, instance));
        routes.get("/health/started", request -> answer(instance.ready()::isDone, instance));
    }

    /** While there is no instance yet: live, and nothing else. */
    public void addStarting(Routes routes) {
        routes.get("/health/live", request -> answer(true, "STARTING", "STARTING"));
        routes.get("/health/ready", request -> answer(false, "STARTING", "STARTING"));
        routes.get("/health/started", request -> answer(false, "STARTING", "STARTING"));
    }

    private Answer answer(BooleanSupplier check, Instance instance) {
        String streams = instance.streamsState().map(Enum::name).orElse("OFF");
        String sink = instance.sinkStatus().map(s -> s.state().name()).orElse("OFF");
        return answer(check.getAsBoolean(), streams, sink);
    }

    private Answer answer(boolean good, String streams, String sink) {
        return Answer.json(
                good ? 200 : 503,
                "{\"ok\":" + good + ",\"streams\":\"" + streams + "\",\"sink\":\"" + sink + "\"" + note + "}\n");
    }
}
