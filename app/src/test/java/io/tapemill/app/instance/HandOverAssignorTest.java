package io.tapemill.app.instance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.assignment.ApplicationState;
import org.apache.kafka.streams.processor.assignment.AssignmentConfigs;
import org.apache.kafka.streams.processor.assignment.KafkaStreamsAssignment;
import org.apache.kafka.streams.processor.assignment.KafkaStreamsAssignment.AssignedTask.Type;
import org.apache.kafka.streams.processor.assignment.KafkaStreamsState;
import org.apache.kafka.streams.processor.assignment.ProcessId;
import org.apache.kafka.streams.processor.assignment.TaskAssignmentUtils;
import org.apache.kafka.streams.processor.assignment.TaskAssignor.AssignmentError;
import org.apache.kafka.streams.processor.assignment.TaskAssignor.TaskAssignment;
import org.apache.kafka.streams.processor.assignment.TaskInfo;
import org.apache.kafka.streams.processor.assignment.TaskTopicPartition;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.Test;

class HandOverAssignorTest {
    private static final TaskId A = new TaskId(0, 0);
    private static final TaskId B = new TaskId(0, 1);
    private static final TaskId STATELESS = new TaskId(1, 0);
    /** What Kafka Streams says of a task that runs, and when it does not know. */
    private static final long RUNS = -2;

    private static final long UNKNOWN = -3;

    @Test
    void shouldGiveTheTasksOfOneWhoLeftToTheStandby() {
        TaskAssignment assignment = assign(
                member(1, Set.of(A), Set.of(), Map.of(A, RUNS, B, 50_000L)),
                member(2, Set.of(), Set.of(B), Map.of(A, 50_000L, B, 7L)));
        assertThat(activeTasks(assignment, 1)).contains(A);
        assertThat(activeTasks(assignment, 2)).contains(B);
    }

    @Test
    void shouldGoByWhoHadTheStandbyWhenTheEndsOfTheChangelogsAreNotKnown() {
        TaskAssignment assignment = assign(
                member(1, Set.of(A), Set.of(), Map.of(A, RUNS, B, UNKNOWN)),
                member(2, Set.of(), Set.of(), Map.of(A, UNKNOWN, B, UNKNOWN)),
                member(3, Set.of(), Set.of(B), Map.of(A, UNKNOWN, B, UNKNOWN)));
        assertThat(activeTasks(assignment, 1)).contains(A);
        assertThat(activeTasks(assignment, 3)).contains(B);
    }

    @Test
    void shouldAskForAnotherRoundAfterTheProbingIntervalWhileANewcomerWarmsUp() {
        Instant before = Instant.now();
        TaskAssignment assignment = assign(
                member(1, Set.of(A, B, STATELESS), Set.of(), Map.of(A, RUNS, B, RUNS)),
                member(2, Set.of(), Set.of(), Map.of(A, 50_000L, B, 50_000L)));
        assertThat(activeTasks(assignment, 1)).contains(A, B);
        assertThat(activeTasks(assignment, 2)).containsExactly(STATELESS);
        List<Instant> deadlines = assignment.assignment().stream()
                .flatMap(one -> one.followupRebalanceDeadline().stream())
                .toList();
        assertThat(deadlines).isEmpty();

        TaskAssignment unfinished = assign(
                member(1, Set.of(A, B), Set.of(), Map.of(A, RUNS, B, RUNS)),
                member(2, Set.of(STATELESS), Set.of(), Map.of(A, 50_000L, B, 50_000L)),
                member(3, Set.of(), Set.of(), Map.of(A, 50_000L, B, 50_000L)));
        assertThat(unfinished.assignment().stream().flatMap(one -> one.followupRebalanceDeadline().stream()))
                .singleElement()
                .satisfies(deadline -> assertThat(deadline).isAfterOrEqualTo(before.plusMillis(60_000)));
    }

    private static TaskAssignment assign(KafkaStreamsState... members) {
        ApplicationState application = new Application(List.of(members));
        TaskAssignment assignment = new HandOverAssignor().assign(application);
        assertThat(TaskAssignmentUtils.validateTaskAssignment(application, assignment))
                .as("what Kafka Streams says of it")
                .isEqualTo(AssignmentError.NONE);
        return assignment;
    }

    private static Set<TaskId> activeTasks(TaskAssignment assignment, int member) {
        KafkaStreamsAssignment of = assignment.assignment().stream()
                .filter(one -> one.processId().equals(id(member)))
                .findFirst()
                .orElseThrow();
        return of.tasks().values().stream()
                .filter(task -> task.type() == Type.ACTIVE)
                .map(KafkaStreamsAssignment.AssignedTask::id)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static ProcessId id(int number) {
        return new ProcessId(new UUID(0, number));
    }

    private static KafkaStreamsState member(int id, Set<TaskId> ran, Set<TaskId> standbys, Map<TaskId, Long> lags) {
        return new Instance(id(id), new TreeSet<>(ran), new TreeSet<>(standbys), lags);
    }

    private record Application(List<KafkaStreamsState> members) implements ApplicationState {
        @Override
        public Map<ProcessId, KafkaStreamsState> kafkaStreamsStates(boolean computeTaskLags) {
            return members.stream().collect(Collectors.toMap(KafkaStreamsState::processId, member -> member));
        }

        @Override
        public AssignmentConfigs assignmentConfigs() {
            return new AssignmentConfigs(10_000L, 2, 1, 60_000L, List.of());
        }

        @Override
        public Map<TaskId, TaskInfo> allTasks() {
            return Map.of(A, new Task(A, true), B, new Task(B, true), STATELESS, new Task(STATELESS, false));
        }
    }

    private record Task(TaskId id, boolean isStateful) implements TaskInfo {
        @Override
        public Set<String> stateStoreNames() {
            return isStateful ? Set.of("bars") : Set.of();
        }

        @Override
        public Set<TaskTopicPartition> topicPartitions() {
            return Set.of();
        }
    }

    private record Instance(
            ProcessId processId,
            SortedSet<TaskId> previousActiveTasks,
            SortedSet<TaskId> previousStandbyTasks,
            Map<TaskId, Long> statefulTasksToLagSums)
            implements KafkaStreamsState {
        @Override
        public int numProcessingThreads() {
            return 1;
        }

        @Override
        public SortedSet<String> consumerClientIds() {
            return new TreeSet<>();
        }

        @Override
        public long lagFor(TaskId task) {
            return statefulTasksToLagSums.get(task);
        }

        @Override
        public SortedSet<TaskId> prevTasksByLag(String consumerClientId) {
            return new TreeSet<>();
        }

        @Override
        public Optional<HostInfo> hostInfo() {
            return Optional.empty();
        }

        @Override
        public Map<String, String> clientTags() {
            return new TreeMap<>();
        }

        @Override
        public Optional<String> rackId() {
            return Optional.empty();
        }
    }
}
