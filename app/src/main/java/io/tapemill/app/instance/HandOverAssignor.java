package io.tapemill.app.instance;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.assignment.ApplicationState;
import org.apache.kafka.streams.processor.assignment.AssignmentConfigs;
import org.apache.kafka.streams.processor.assignment.KafkaStreamsAssignment;
import org.apache.kafka.streams.processor.assignment.KafkaStreamsAssignment.AssignedTask;
import org.apache.kafka.streams.processor.assignment.KafkaStreamsState;
import org.apache.kafka.streams.processor.assignment.TaskAssignor;
import org.apache.kafka.streams.processor.assignment.TaskInfo;

/**
 * Hands the tasks of an instance that goes to their standbys and moves nothing else; evens out afterwards, by {@link
 * Placement}. Kafka Streams' own assignor places everything anew at each change, and each task that it moves between
 * living members stands still for a second round of the group: see {@code docs/decisions/0030-fast-failover.md}. It knows
 * nothing of racks: with {@code streams.rack.aware.assignment.*} Kafka's own is taken.
 *
 * <p>For Kafka, which makes it by its name, in every instance; that of the group's leader is asked.
 */
public final class HandOverAssignor implements TaskAssignor {
    @Override
    public TaskAssignment assign(ApplicationState application) {
        AssignmentConfigs configs = application.assignmentConfigs();
        SortedSet<TaskId> tasks = new TreeSet<>(application.allTasks().keySet());
        Set<TaskId> stateful = application.allTasks().values().stream()
                .filter(TaskInfo::isStateful)
                .map(TaskInfo::id)
                .collect(toSet());
        List<Placement.Member> members = application.kafkaStreamsStates(true).values().stream()
                .map(HandOverAssignor::member)
                .toList();
        Placement placement = Placement.of(
                members,
                tasks,
                stateful,
                new Placement.Limits(
                        configs.acceptableRecoveryLag(), configs.numStandbyReplicas(), configs.maxWarmupReplicas()));

        List<KafkaStreamsAssignment> assignments = new ArrayList<>();
        for (Placement.Seat seat : placement.seats()) {
            Set<AssignedTask> assigned = new HashSet<>();
            seat.active().forEach(task -> assigned.add(new AssignedTask(task, AssignedTask.Type.ACTIVE)));
            seat.standby().forEach(task -> assigned.add(new AssignedTask(task, AssignedTask.Type.STANDBY)));
            assignments.add(KafkaStreamsAssignment.of(seat.id(), assigned));
        }
        if (!placement.isFinished()) {
            // one asks for the next round, whoever it is
            assignments.set(
                    0,
                    assignments
                            .get(0)
                            .withFollowupRebalance(Instant.now().plusMillis(configs.probingRebalanceIntervalMs())));
        }
        return new TaskAssignment(assignments);
    }

    private static Placement.Member member(KafkaStreamsState state) {
        Set<TaskId> holds = new HashSet<>(state.previousActiveTasks());
        holds.addAll(state.previousStandbyTasks());
        Map<TaskId, Long> behind = state.statefulTasksToLagSums().entrySet().stream()
                .collect(toMap(Map.Entry::getKey, lag -> behind(lag.getKey(), lag.getValue(), holds)));
        return new Placement.Member(
                state.processId(), state.numProcessingThreads(), state.previousActiveTasks(), holds, behind);
    }

    /**
     * A lag below 0 says that the task runs there, or, as when the ends of the changelogs could not be had, that nothing
     * is known: then who had it or its standby is taken to be up to date.
     */
    private static long behind(TaskId task, long lag, Set<TaskId> holds) {
        if (lag >= 0) return lag;
        return holds.contains(task) ? 0 : Long.MAX_VALUE;
    }
}
