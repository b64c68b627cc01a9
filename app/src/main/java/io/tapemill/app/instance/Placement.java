package io.tapemill.app.instance;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.assignment.ProcessId;

/**
 * Which member of a group runs which task, and which keeps a standby of it. Pure; the same question has the same answer.
 *
 * <p>When somebody has left, his tasks go to standbys and nothing else moves: a task that moves between living members
 * stands still for a second round of the group. When nobody has left the load is evened out, but a task only goes where
 * its state is; whoever is to have it gets a standby first (a warm-up), and the task at a later round.
 */
final class Placement {
    /**
     * A member as it was before.
     *
     * @param threads at least 1; its share of the tasks is in proportion
     * @param runs the tasks whose partitions it owns
     * @param holds the tasks of which it has state, those that it runs among them
     * @param behind for each stateful task how many records of its changelogs the member has yet to read; 0 for a task
     *     that it runs, all of them where it has no state. A task that is not among them needs none.
     */
    record Member(ProcessId id, int threads, Set<TaskId> runs, Set<TaskId> holds, Map<TaskId, Long> behind) {
        long behind(TaskId task) {
            return behind.getOrDefault(task, 0L);
        }
    }

    /**
     * @param upToDate a member that is no more than so many records behind can take a task over at once
     * @param standbys of each stateful task
     * @param warmUps so many tasks may be prepared for a move at a time
     */
    record Limits(long upToDate, int standbys, int warmUps) {}

    /** What a member is to have. */
    static final class Seat {
        private final Member member;
        private final SortedSet<TaskId> active = new TreeSet<>();
        private final SortedSet<TaskId> standby = new TreeSet<>();
        /** Tasks that are here until another member is warm. */
        private final Set<TaskId> leaving = new TreeSet<>();
        /** Tasks that come as soon as this member is warm. */
        private final Set<TaskId> coming = new TreeSet<>();

        private Seat(Member member) {
            this.member = member;
        }

        ProcessId id() {
            return member.id();
        }

        SortedSet<TaskId> active() {
            return active;
        }

        SortedSet<TaskId> standby() {
            return standby;
        }

        /** Tasks a thread when all moves are done and {@code more} are added. */
        private double load(int more) {
            return (double) (active.size() - leaving.size() + coming.size() + more) / member.threads();
        }

        private double everything() {
            return (double) (active.size() + standby.size()) / member.threads();
        }

        private boolean has(TaskId task) {
            return active.contains(task) || standby.contains(task);
        }
    }

    private static final Comparator<Seat> BY_ID = comparing(Seat::id);

    private final List<Seat> seats = new ArrayList<>();
    private final Limits limits;
    private final boolean somebodyLeft;
    private boolean finished = true;

    private Placement(Collection<Member> members, SortedSet<TaskId> tasks, Set<TaskId> stateful, Limits limits) {
        this.limits = limits;
        members.stream().map(Seat::new).sorted(BY_ID).forEach(seats::add);
        somebodyLeft = keep(tasks);
        evenOut();
        addStandbys(new TreeSet<>(stateful));
    }

    /** The members must not be empty. */
    static Placement of(Collection<Member> members, SortedSet<TaskId> tasks, Set<TaskId> stateful, Limits limits) {
        return new Placement(members, tasks, stateful, limits);
    }

    /** One for each member, in the order of their ids. */
    List<Seat> seats() {
        return seats;
    }

    /** Whether another round would change anything once the members have caught up. */
    boolean isFinished() {
        return finished;
    }

    /** Each task stays, or goes to who can take it over soonest. Returns whether one had nobody. */
    private boolean keep(SortedSet<TaskId> tasks) {
        List<TaskId> orphans = new ArrayList<>();
        for (TaskId task : tasks) {
            Optional<Seat> owner = seats.stream()
                    .filter(seat -> seat.member.runs().contains(task))
                    .min(comparing((Seat seat) -> seat.member.behind(task)).thenComparing(BY_ID));
            boolean stays = owner.filter(seat -> isUpToDate(seat, task) || noneIsUpToDate(task))
                    .isPresent();
            if (stays) owner.get().active.add(task);
            else orphans.add(task);
        }
        for (TaskId task : orphans) {
            soonest(task).active.add(task);
        }
        return !orphans.isEmpty();
    }

    private Seat soonest(TaskId task) {
        return seats.stream()
                .min(comparing((Seat seat) -> seat.member.behind(task))
                        .thenComparing(seat -> seat.load(1))
                        .thenComparing(BY_ID))
                .orElseThrow();
    }

    private void evenOut() {
        int warmUps = 0;
        while (true) {
            Seat most = seats.stream()
                    .max(comparing((Seat seat) -> seat.load(0)).thenComparing(BY_ID))
                    .orElseThrow();
            Seat least = seats.stream()
                    .min(comparing((Seat seat) -> seat.load(1)).thenComparing(BY_ID))
                    .orElseThrow();
            if (most.load(0) <= least.load(1)) return;
            Optional<TaskId> next = most.active.stream()
                    .filter(task -> !most.leaving.contains(task))
                    .min(comparing((TaskId task) -> least.member.behind(task)).thenComparing(naturalOrder()));
            if (somebodyLeft || next.isEmpty()) {
                finished = false;
                return;
            }
            TaskId task = next.get();
            if (isUpToDate(least, task)) {
                most.active.remove(task);
                least.active.add(task);
            } else {
                finished = false;
                if (warmUps++ == limits.warmUps()) return;
                most.leaving.add(task);
                least.coming.add(task);
                least.standby.add(task);
            }
        }
    }

    /** Standbys stay where the state is while that is not too many; warm-ups come on top. */
    private void addStandbys(SortedSet<TaskId> stateful) {
        int fair = (stateful.size() * limits.standbys() + seats.size() - 1) / seats.size();
        for (int replica = 0; replica < limits.standbys(); replica++) {
            for (TaskId task : stateful) {
                seats.stream()
                        .filter(seat -> !seat.has(task))
                        .min(comparing((Seat seat) -> !seat.member.holds().contains(task)
                                        || !isUpToDate(seat, task)
                                        || seat.standby.size() >= fair)
                                .thenComparing(Seat::everything)
                                .thenComparing(seat -> seat.member.behind(task))
                                .thenComparing(BY_ID))
                        .ifPresent(seat -> seat.standby.add(task));
            }
        }
    }

    private boolean isUpToDate(Seat seat, TaskId task) {
        return seat.member.behind(task) <= limits.upToDate();
    }

    private boolean noneIsUpToDate(TaskId task) {
        return seats.stream().noneMatch(seat -> isUpToDate(seat, task));
    }
}
