package io.tollgate.standalone;

import io.tollgate.admin.Secrets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Takes the older keys out of the master key's file. */
@Command(
        name = "retire-master-keys",
        description = {
            "Takes all keys but the newest out of the master key's file.",
            "Only once 'tollgate secrets status' says that no owner's key is wrapped by an older one: what those still"
                    + " wrap can't be read afterwards."
        },
        mixinStandardHelpOptions = true)
final class SecretsRetireCommand implements Callable<Integer> {
    @Option(
            names = "--dir",
            required = true,
            paramLabel = "DIR",
            description = "where the file is, as 'tollgate secrets' wrote it")
    private Path directory = Path.of(".");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        spec.commandLine().getOut().println(Secrets.retireMasterKeys(directory));
        return 0;
    }
}
