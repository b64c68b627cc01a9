package io.tapemill.app.definitions;

import io.tapemill.serdes.RegistryCatalog;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What must be done so that a cluster has all definitions of a file. What it has beyond them stays: nobody's topic or
 * right is taken away.
 */
public final class Changes {
    /**
     * @param text what it does, for a person
     * @param action does it
     */
    public record Change(String text, Runnable action) {}

    private final LiveDefinitions live;
    private final Optional<Short> replicas;
    private final List<Change> changes = new ArrayList<>();
    private final List<String> conflicts = new ArrayList<>();

    private Changes(LiveDefinitions live, Optional<Short> replicas) {
        this.live = live;
        this.replicas = replicas;
    }

    /**
     * In the order to make them; empty when the cluster has it all.
     *
     * @param replicas of new topics, instead of those in the file
     * @throws IllegalStateException naming what cannot be made so; nothing was changed
     */
    public static List<Change> between(LiveDefinitions live, Definitions wanted, Optional<Short> replicas) {
        Changes changes = new Changes(live, replicas);
        Definitions present = live.read();
        changes.schemas(present, wanted);
        changes.topics(present, wanted);
        changes.acls(present, wanted);
        if (!changes.conflicts.isEmpty()) throw new IllegalStateException(String.join("; ", changes.conflicts));
        return changes.changes;
    }

    private void schemas(Definitions present, Definitions wanted) {
        Map<String, RegistryCatalog.Entry> known =
                present.schemas().stream().collect(Collectors.toMap(Changes::place, Function.identity()));
        for (RegistryCatalog.Entry entry : wanted.schemas()) {
            RegistryCatalog.Entry there = known.get(place(entry));
            if (there == null) {
                changes.add(
                        new Change("register " + place(entry) + " with id " + entry.id(), () -> live.register(entry)));
            } else if (there.id() != entry.id() || !there.schema().equals(entry.schema())) {
                conflicts.add(place(entry) + " is another schema, or has id " + there.id() + " instead of " + entry.id()
                        + ": use an empty registry");
            }
        }
        wanted.levels().forEach((subject, level) -> {
            if (level.equals(present.levels().get(subject))) return;
            String whose = subject.equals(RegistryCatalog.EVERY_SUBJECT) ? "every subject" : subject;
            changes.add(
                    new Change("set compatibility of " + whose + " to " + level, () -> live.setLevel(subject, level)));
        });
    }

    private static String place(RegistryCatalog.Entry entry) {
        return "version " + entry.version() + " of " + entry.subject();
    }

    private void topics(Definitions present, Definitions wanted) {
        Map<String, Definitions.Topic> known =
                present.topics().stream().collect(Collectors.toMap(Definitions.Topic::name, Function.identity()));
        for (Definitions.Topic topic : wanted.topics()) {
            Definitions.Topic there = known.get(topic.name());
            if (there == null) {
                changes.add(new Change(
                        "create topic " + topic.name() + ", " + topic.partitions() + " partitions, "
                                + replicas.orElse(topic.replicas()) + " replicas, " + topic.configs(),
                        () -> live.create(topic, replicas)));
            } else if (there.partitions() != topic.partitions()) {
                conflicts.add("topic " + topic.name() + " has " + there.partitions() + " partitions instead of "
                        + topic.partitions() + ", and keys would move: delete it if it is empty");
            } else {
                configs(there, topic);
            }
        }
    }

    private void configs(Definitions.Topic there, Definitions.Topic topic) {
        Set<String> names = new TreeSet<>(there.configs().keySet());
        names.addAll(topic.configs().keySet());
        for (String name : names) {
            Optional<String> value = Optional.ofNullable(topic.configs().get(name));
            Optional<String> now = Optional.ofNullable(there.configs().get(name));
            if (value.equals(now)) continue;
            changes.add(new Change(
                    "set " + name + " of " + topic.name() + " from " + now.orElse("the broker's") + " to "
                            + value.orElse("the broker's"),
                    () -> live.set(topic.name(), name, value)));
        }
    }

    private void acls(Definitions present, Definitions wanted) {
        Set<Definitions.Acl> known = new HashSet<>(present.acls());
        for (Definitions.Acl acl : wanted.acls()) {
            if (!known.contains(acl)) changes.add(new Change("create ACL: " + acl, () -> live.create(acl)));
        }
    }
}
