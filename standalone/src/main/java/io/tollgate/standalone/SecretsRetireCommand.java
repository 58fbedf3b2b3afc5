package io.tollgate.standalone;

import io.tollgate.admin.Secrets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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
    @Mixin private final SecretsDirectory directory = new SecretsDirectory();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        spec.commandLine().getOut().println(Secrets.retireMasterKeys(directory.path()));
        return 0;
    }
}
