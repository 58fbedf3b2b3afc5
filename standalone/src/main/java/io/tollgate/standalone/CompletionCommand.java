package io.tollgate.standalone;

import java.io.PrintWriter;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what a shell must run so that it completes commands and options. */
@Command(
        name = "completion",
        description = {
            "Prints what a shell must run so that it completes commands and options.",
            "In ~/.bashrc or ~/.zshrc, with the name of your shell: source <(tollgate completion bash)"
        },
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Runnable {
    private static final List<String> SHELLS = List.of("bash", "zsh");

    @Parameters(paramLabel = "SHELL", description = "bash or zsh")
    @SuppressWarnings("NullAway.Init") // it must be given
    private String shell;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    @Override
    public void run() {
        // One script is for both: where zsh runs it, it makes zsh complete as bash does.
        UsageTime.choice(spec, "SHELL", shell, SHELLS);
        PrintWriter out = spec.commandLine().getOut();
        out.print(AutoComplete.bash("tollgate", spec.root().commandLine()));
        out.flush();
    }
}
