package io.tollgate.standalone;

import io.tollgate.metering.replay.UnreachableException;
import io.tollgate.settings.InvalidSettingsException;
import java.util.concurrent.Callable;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;

/** What commands that read Kafka themselves have in common: how they end. */
final class KafkaWork {
    /** Something was lost, or differs. */
    static final int DOES_NOT_ADD_UP = 1;

    /** Kafka does not answer, or lacks a topic. */
    static final int UNREACHABLE = 3;

    private KafkaWork() {}

    /** Does it, or says on standard error why it can't be done. */
    static int end(CommandSpec spec, Callable<Integer> work) throws Exception {
        try {
            return work.call();
        } catch (InvalidSettingsException e) {
            spec.commandLine().getErr().println("tollgate: " + e.getMessage());
            return ExitCode.USAGE;
        } catch (UnreachableException e) {
            spec.commandLine().getErr().println("tollgate: " + e.getMessage());
            return UNREACHABLE;
        }
    }
}
