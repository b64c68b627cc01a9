package io.tapemill.app;

import io.tapemill.app.cli.Commands;

/** Entry point of the jar. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(Commands.commandLine().execute(args));
    }
}
