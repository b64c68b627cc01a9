package io.tapemill.drills.cli;

import io.tapemill.drills.faults.Faults;
import picocli.CommandLine.Command;

/** Names the drills. */
@Command(name = "list", description = "Names the drills.")
final class ListCommand implements Runnable {
    @Override
    public void run() {
        Faults.all().forEach(drill -> System.out.printf("%-18s %s%n", drill.name(), drill.fault()));
    }
}
