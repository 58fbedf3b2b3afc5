package io.tollgate.standalone;

import io.tollgate.admin.Secrets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Adds a version to the pepper, or a key to the master key. */
@Command(
        name = "rotate",
        description = {
            "Adds a version to the pepper, or a key to the master key; no client has to do anything.",
            "The file goes to every program that has it now, and each is started again: the admin API first, then the"
                    + " edges one after the other. The rest happens by itself; 'tollgate secrets status' says how far"
                    + " it is. Keep copies of the new file."
        },
        mixinStandardHelpOptions = true)
final class SecretsRotateCommand implements Callable<Integer> {
    /** What can be rotated, as it is called on the command line. */
    enum Secret {
        PEPPER,
        MASTER_KEY;

        @Override
        public String toString() {
            return this == PEPPER ? Secrets.PEPPER : Secrets.MASTER_KEY;
        }
    }

    @Parameters(paramLabel = "SECRET", description = "${COMPLETION-CANDIDATES}")
    @SuppressWarnings("NullAway.Init") // it must be given
    private Secret secret;

    @Mixin private final SecretsDirectory directory = new SecretsDirectory();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Path written =
                switch (secret) {
                    case PEPPER -> Secrets.rotatePepper(directory.path(), new SecureRandom());
                    case MASTER_KEY -> Secrets.rotateMasterKey(directory.path());
                };
        spec.commandLine().getOut().println(written);
        return 0;
    }
}
