package io.tapemill.app.cli;

import io.tapemill.app.node.Node;
import io.tapemill.app.settings.Keys;
import io.tapemill.app.settings.Need;
import io.tapemill.app.settings.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs one instance in the foreground until a signal comes or it cannot go on. */
@Command(
        name = "run",
        description = {
            "Runs one instance: computes bars from the trades topic and writes them to PostgreSQL.",
            "Start more with the same tapemill.application.id, here or elsewhere, and they share the work. Which of the"
                    + " two parts runs is set by tapemill.roles."
        })
public final class RunCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Override
    public Integer call() throws IOException {
        List<Need> needs = new ArrayList<>(List.of(Need.KAFKA, Need.REGISTRY));
        if (common.settings().get(Keys.ROLES).contains("sink")) needs.add(Need.DATABASE);
        Settings settings = common.settings(needs.toArray(new Need[0]));
        StopOnSignal<Node> stop = StopOnSignal.install("instance", Node::close, this::progress);
        try (Node node = stop.start(() -> Node.start(settings))) {
            node.instance().ready().thenRun(() -> ready(settings, node));
            CompletableFuture.anyOf(node.instance().ended()).join();
            return ExitCode.DONE;
        } catch (CompletionException e) {
            progress("the instance stops: " + FailureReport.describe(e.getCause()));
            return ExitCode.FAILURE;
        }
    }

    private void ready(Settings settings, Node node) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("tapemill ready: " + settings.get(Keys.APPLICATION_ID) + " "
                + String.join("+", settings.get(Keys.ROLES)) + " on " + settings.bootstrapServers() + ", "
                + node.url());
        out.flush();
    }

    private void progress(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }
}
