package io.tapemill.simulation.kafka;

import java.util.Set;
import java.util.TreeSet;

/**
 * Who belongs to a consumer group, and its generation. While members prepare for a new generation they may commit under
 * the old one; who was thrown out may not.
 */
public final class Membership {
    private final Set<Integer> members = new TreeSet<>();
    private int generation;
    private int joined;

    /** What a member shows with its commits. */
    public record Ticket(int member, int generation) {}

    /** Joins as a new member. */
    public int join() {
        members.add(++joined);
        return joined;
    }

    /** Leaves, or is thrown out. */
    public void remove(int member) {
        members.remove(member);
    }

    /** All members have given up what is not theirs any more. */
    public void nextGeneration() {
        generation++;
    }

    public Ticket ticket(int member) {
        return new Ticket(member, generation);
    }

    public boolean isCurrent(Ticket ticket) {
        return ticket.generation() == generation && members.contains(ticket.member());
    }

    public boolean isMember(int member) {
        return members.contains(member);
    }
}
