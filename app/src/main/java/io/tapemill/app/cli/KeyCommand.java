package io.tapemill.app.cli;

import io.tapemill.app.access.ApiKey;
import io.tapemill.app.access.Scope;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes a key. The secret is shown this once and kept nowhere. */
@Command(
        name = "key",
        description =
                "Makes a key for the HTTP interface: prints the secret, this once, and the line that makes it good.",
        footer = {
            "Put the line into the file that tapemill.http.keys.file names; no restart is needed.",
            "Clients send the secret as: Authorization: Bearer SECRET"
        })
public final class KeyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Option(
            names = "--name",
            required = true,
            paramLabel = "NAME",
            description = "Who will have it; for logs and limits.")
    private String name;

    @Option(
            names = "--scope",
            required = true,
            split = ",",
            paramLabel = "SCOPE",
            description = "What it opens, separated by commas: read (bars), stream (event streams), admin (the state of"
                    + " the instances), peer (what instances ask each other).")
    private List<String> scopes;

    @Override
    public Integer call() {
        String secret = ApiKey.newSecret();
        ApiKey key = key(secret);
        PrintWriter out = spec.commandLine().getOut();
        out.println("secret  " + secret);
        out.println("line    " + key.line());
        out.flush();
        return ExitCode.DONE;
    }

    private ApiKey key(String secret) {
        try {
            Set<Scope> opened = EnumSet.noneOf(Scope.class);
            for (String scope : scopes) opened.add(Scope.of(scope));
            return ApiKey.of(name, opened, secret);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }
}
