package io.tollgate.standalone;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that asks the admin API and prints what it answers. */
@Command(mixinStandardHelpOptions = true, sortOptions = false)
abstract class ApiCommand implements Callable<Integer> {
    @Mixin private final ApiOptions api = new ApiOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    @Override
    public final Integer call() throws IOException, InterruptedException {
        check();
        try (AdminClient client = api.client()) {
            return run(client, spec.commandLine().getOut());
        }
    }

    /** Looks at the arguments before anything is asked; see {@link #wrong}. */
    void check() {}

    /** Asks, prints, and answers with the exit code. */
    abstract int run(AdminClient client, PrintWriter out) throws IOException, InterruptedException;

    /** What picocli knows of the command. */
    final CommandSpec spec() {
        return spec;
    }

    /** What to throw for an argument that is wrong. */
    final ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** Where to tell what is not the answer. */
    final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** All went well. */
    static int ok() {
        return ExitCode.OK;
    }
}
