package io.tapemill.app.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapemill.app.instance.Placement.Limits;
import io.tapemill.app.instance.Placement.Member;
import io.tapemill.app.instance.Placement.Seat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.assignment.ProcessId;
import org.junit.jupiter.api.Test;

class PlacementTest {
    private static final long FAR = 1_000_000;
    private static final Limits LIMITS = new Limits(10_000, 1, 2);

    @Test
    void shouldSpreadTasksOverMembersThatStartTogether() {
        Placement placement = place(tasks(4), member(1, "", FAR), member(2, "", FAR));
        assertThat(actives(placement)).containsExactly("0,2", "1,3");
        assertThat(standbys(placement)).containsExactly("1,3", "0,2");
        assertThat(placement.isFinished()).isTrue();
    }

    @Test
    void shouldHandTheTasksOfOneWhoLeftToTheirStandbysAndMoveNothingElse() {
        Member first = member(1, "0,1", FAR, 4);
        Member second = member(2, "2,3", FAR, 5);
        Placement placement = place(tasks(6), first, second);
        assertThat(actives(placement)).containsExactly("0,1,4", "2,3,5");
        assertThat(placement.isFinished()).isTrue();
    }

    @Test
    void shouldHandATaskToItsStandbyThoughAnotherHasLessToDoAndLittleToRead() {
        Member standby = member(1, "0,1", 2_000, 2);
        Member idle = member(2, "", 2_000);
        assertThat(actives(place(tasks(3), standby, idle))).containsExactly("0,1,2", "");
    }

    @Test
    void shouldEvenOutOnlyInTheRoundAfterSomebodyLeft() {
        // 4 and 5 have their standby with the first
        Placement placement = place(tasks(6), member(1, "0,1", FAR, 2, 3, 4, 5), member(2, "2,3", FAR, 0, 1));
        assertThat(actives(placement)).containsExactly("0,1,4,5", "2,3");
        assertThat(placement.isFinished()).isFalse();

        Placement next = place(tasks(6), member(1, "0,1,4,5", FAR, 2, 3), member(2, "2,3", FAR, 0, 1, 4, 5));
        assertThat(actives(next)).containsExactly("1,4,5", "0,2,3");
        assertThat(next.isFinished()).isTrue();
    }

    @Test
    void shouldWarmUpANewcomerBeforeItGetsATask() {
        Placement cold = place(tasks(4), member(1, "0,1", FAR, 2, 3), member(2, "2,3", FAR, 0, 1), member(3, "", FAR));
        assertThat(actives(cold)).containsExactly("0,1", "2,3", "");
        assertThat(standbys(cold).get(2)).contains("2");
        assertThat(cold.isFinished()).isFalse();

        Placement warm =
                place(tasks(4), member(1, "0,1", FAR, 2, 3), member(2, "2,3", FAR, 0, 1), member(3, "", FAR, 2));
        assertThat(actives(warm)).containsExactly("0,1", "3", "2");
        assertThat(warm.isFinished()).isTrue();
    }

    @Test
    void shouldPrepareNoMoreMovesAtATimeThanItMay() {
        Placement placement = place(tasks(12), member(1, "0,1,2,3,4,5,6,7,8,9,10,11", FAR), member(2, "", FAR));
        long warmUps = placement.seats().get(1).standby().size();
        assertThat(actives(placement).get(1)).isEmpty();
        assertThat(warmUps).isEqualTo(12); // two warm-ups, and the standbys of the others
        Placement without = Placement.of(
                List.of(member(1, "0,1,2,3", FAR), member(2, "", FAR)),
                tasks(4),
                Set.copyOf(tasks(4)),
                new Limits(10, 0, 1));
        assertThat(standbys(without)).containsExactly("", "0");
    }

    @Test
    void shouldGiveMembersWithMoreThreadsMoreTasks() {
        Member one = new Member(id(1), 1, Set.of(), Set.of(), Map.of());
        Member three = new Member(id(2), 3, Set.of(), Set.of(), Map.of());
        assertThat(actives(place(tasks(8), one, three))).containsExactly("2,6", "0,1,3,4,5,7");
    }

    @Test
    void shouldTakeWhoHasTheMostStateWhenNobodyIsUpToDate() {
        Member some = new Member(id(2), 1, Set.of(), Set.of(task(0)), Map.of(task(0), FAR / 2));
        assertThat(actives(place(tasks(1), member(1, "", FAR), some))).containsExactly("", "0");
    }

    @Test
    void shouldTakeATaskFromWhoIsStillRestoringItWhenAnotherIsUpToDate() {
        Member restoring = new Member(id(1), 1, Set.of(task(0)), Set.of(task(0)), Map.of(task(0), FAR));
        assertThat(actives(place(tasks(1), restoring, member(2, "", FAR, 0)))).containsExactly("", "0");
        assertThat(actives(place(tasks(1), restoring, member(2, "", FAR)))).containsExactly("0", "");
    }

    /** A group over many rounds, in which instances come, go and lose their state. */
    @Property
    void shouldKeepEveryTaskOnceAndComeToRestWhateverHappens(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 24) int count,
            @ForAll @IntRange(max = 2) int standbys) {
        Random random = new Random(seed);
        Group group = new Group(tasks(count), new Limits(10_000, standbys, 1 + random.nextInt(3)));
        for (int event = 0; event < 12; event++) {
            group.change(random);
            group.round();
        }
        for (int round = 0; round <= 2 * count && !group.round().isFinished(); round++) {
            // warm-ups catch up
        }
        Map<ProcessId, Set<TaskId>> resting = group.runs();
        assertThat(group.round().isFinished()).isTrue();
        assertThat(group.runs()).isEqualTo(resting);
        group.assertEven();
    }

    private static final class Group {
        private final SortedSet<TaskId> tasks;
        private final Limits limits;
        private final Map<ProcessId, Member> members = new HashMap<>();
        private int born;

        Group(SortedSet<TaskId> tasks, Limits limits) {
            this.tasks = tasks;
            this.limits = limits;
        }

        void change(Random random) {
            List<ProcessId> ids = members.keySet().stream().sorted().toList();
            if (ids.size() > 1 && random.nextInt(3) == 0) members.remove(ids.get(random.nextInt(ids.size())));
            if (ids.size() < 5 && random.nextInt(2) == 0 || members.isEmpty()) {
                ProcessId id = id(++born);
                Map<TaskId, Long> behind = new HashMap<>();
                tasks.forEach(task -> behind.put(task, random.nextInt(4) == 0 ? random.nextInt(20_000) : FAR));
                members.put(id, new Member(id, 1 + random.nextInt(3), Set.of(), holding(behind), behind));
            }
        }

        Placement round() {
            Placement placement = Placement.of(members.values(), tasks, Set.copyOf(tasks), limits);
            assertThat(placement.seats().stream()
                            .flatMap(seat -> seat.active().stream())
                            .sorted())
                    .containsExactlyElementsOf(tasks);
            boolean somebodyLeft = !runs().values().stream()
                    .flatMap(Set::stream)
                    .collect(Collectors.toSet())
                    .containsAll(tasks);
            for (Seat seat : placement.seats()) {
                assertThat(Collections.disjoint(seat.standby(), seat.active())).isTrue();
                Member before = members.get(seat.id());
                for (TaskId task : seat.active()) {
                    assertThat(before.behind(task) <= limits.upToDate()
                                    || members.values().stream().noneMatch(m -> m.behind(task) <= limits.upToDate()))
                            .as("goes where its state is")
                            .isTrue();
                }
                if (somebodyLeft) {
                    assertThat(before.runs().stream().filter(task -> before.behind(task) <= limits.upToDate()))
                            .as("stay")
                            .allMatch(seat.active()::contains);
                }
            }
            for (TaskId task : tasks) {
                long copies = placement.seats().stream()
                        .filter(seat -> seat.standby().contains(task))
                        .count();
                assertThat(copies).isGreaterThanOrEqualTo(Math.min(limits.standbys(), members.size() - 1));
            }
            placement.seats().forEach(this::settle);
            return placement;
        }

        private void settle(Seat seat) {
            Member before = members.get(seat.id());
            Map<TaskId, Long> behind = new HashMap<>();
            for (TaskId task : tasks) {
                boolean has = seat.active().contains(task) || seat.standby().contains(task);
                behind.put(task, has ? 0 : Math.min(FAR, before.behind(task) + 3_000));
            }
            members.put(
                    seat.id(),
                    new Member(seat.id(), before.threads(), Set.copyOf(seat.active()), holding(behind), behind));
        }

        Map<ProcessId, Set<TaskId>> runs() {
            Map<ProcessId, Set<TaskId>> runs = new HashMap<>();
            members.forEach((id, member) -> runs.put(id, member.runs()));
            return runs;
        }

        void assertEven() {
            for (Member one : members.values()) {
                for (Member other : members.values()) {
                    assertThat((double) one.runs().size() / one.threads())
                            .isLessThanOrEqualTo((other.runs().size() + 1.0) / other.threads());
                }
            }
        }
    }

    private static Placement place(SortedSet<TaskId> tasks, Member... members) {
        return Placement.of(List.of(members), tasks, Set.copyOf(tasks), LIMITS);
    }

    /** One thread; runs the tasks of the list, is up to date with the standbys and {@code behind} with all others. */
    private static Member member(int id, String runs, long behind, int... standbys) {
        Set<TaskId> running = new HashSet<>();
        if (!runs.isEmpty()) Arrays.stream(runs.split(",")).forEach(n -> running.add(task(Integer.parseInt(n))));
        Map<TaskId, Long> lags = new HashMap<>();
        tasks(24).forEach(task -> lags.put(task, behind));
        running.forEach(task -> lags.put(task, 0L));
        for (int standby : standbys) lags.put(task(standby), 10L);
        return new Member(id(id), 1, running, holding(lags), lags);
    }

    private static Set<TaskId> holding(Map<TaskId, Long> behind) {
        return behind.keySet().stream().filter(task -> behind.get(task) < FAR).collect(Collectors.toSet());
    }

    private static ProcessId id(int number) {
        return new ProcessId(new UUID(0, number));
    }

    private static TaskId task(int partition) {
        return new TaskId(0, partition);
    }

    private static SortedSet<TaskId> tasks(int count) {
        return IntStream.range(0, count).mapToObj(PlacementTest::task).collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> actives(Placement placement) {
        List<String> partitions = new ArrayList<>();
        placement.seats().forEach(seat -> partitions.add(partitions(seat.active())));
        return partitions;
    }

    private static List<String> standbys(Placement placement) {
        List<String> partitions = new ArrayList<>();
        placement.seats().forEach(seat -> partitions.add(partitions(seat.standby())));
        return partitions;
    }

    private static String partitions(Set<TaskId> tasks) {
        return tasks.stream().map(task -> Integer.toString(task.partition())).collect(Collectors.joining(","));
    }
}
