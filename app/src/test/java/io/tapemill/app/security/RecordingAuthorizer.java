package io.tapemill.app.security;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.apache.kafka.server.authorizer.AuthorizationResult;

/** Kafka's own authorizer, which lets the test see what was asked for and what was refused. */
public final class RecordingAuthorizer extends StandardAuthorizer {
    /** {@code principal operation resource-type resource-name}, of all brokers of this process. */
    private static final Set<String> ALLOWED = new ConcurrentSkipListSet<>();

    private static final Set<String> DENIED = new ConcurrentSkipListSet<>();

    static Set<String> allowed() {
        return new TreeSet<>(ALLOWED);
    }

    static Set<String> denied() {
        return new TreeSet<>(DENIED);
    }

    static void forget() {
        ALLOWED.clear();
        DENIED.clear();
    }

    @Override
    public List<AuthorizationResult> authorize(AuthorizableRequestContext context, List<Action> actions) {
        List<AuthorizationResult> results = super.authorize(context, actions);
        for (int i = 0; i < actions.size(); i++) {
            Action action = actions.get(i);
            String asked = context.principal().getName() + " " + action.operation() + " "
                    + action.resourcePattern().resourceType() + " "
                    + action.resourcePattern().name();
            if (results.get(i) == AuthorizationResult.ALLOWED) ALLOWED.add(asked);
            // a list of what there is asks for everything, and a refusal only leaves it out
            else if (action.logIfDenied()) DENIED.add(asked);
        }
        return results;
    }
}
