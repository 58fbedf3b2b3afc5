package io.tollgate.standalone;

import io.tollgate.admin.AdminSettings;
import io.tollgate.admin.audit.HeadKey;
import io.tollgate.admin.audit.KafkaAuditCheck;
import io.tollgate.schemas.audit.AuditReport;
import io.tollgate.schemas.audit.AuditVerifier;
import io.tollgate.schemas.audit.SignedHead;
import io.tollgate.schemas.topics.Partitions;
import io.tollgate.schemas.topics.Topics;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Holds the entries of the audit against their chains. */
@Command(
        name = "verify",
        description = {
            "Holds the entries of the audit against their chains: says which were changed, removed or swapped.",
            "Reads Kafka only. Settings: those of admin (TOLLGATE_ADMIN_…), KAFKA_BOOTSTRAP_SERVERS."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:nothing is wrong",
            "1:somebody tampered with it",
            "2:wrong usage",
            "3:Kafka can't be reached or lacks the topic"
        },
        mixinStandardHelpOptions = true)
final class AuditVerifyCommand implements Callable<Integer> {
    @Option(
            names = "--heads",
            paramLabel = "FILE",
            description = "signed heads, as the admin API wrote them (audit.headsFile)")
    private @Nullable Path heads;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "the public key of those heads (audit-key.pub)")
    private @Nullable Path key;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    @Override
    public Integer call() {
        AdminSettings settings = AdminSettings.from(System.getenv());
        var topics = new Topics(settings.topicPrefix(), Partitions.DEFAULT);
        AuditReport report =
                KafkaAuditCheck.verify(
                        settings.kafka(), topics.auditAdmin, verifier(), System::nanoTime);
        PrintWriter out = spec.commandLine().getOut();
        out.print(text(report));
        out.flush();
        return report.isIntact() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private AuditVerifier verifier() {
        if (heads == null && key == null) {
            return new AuditVerifier();
        }
        if (heads == null || key == null) {
            throw new ParameterException(
                    spec.commandLine(), "--heads and --key are given together, or neither is");
        }
        return new AuditVerifier(signed(heads), publicKey(key));
    }

    private static List<SignedHead> signed(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> !line.isBlank())
                    .map(SignedHead::parse)
                    .toList();
        } catch (IOException | IllegalArgumentException e) {
            throw new InputFileException("the heads in " + file + " can't be read: " + e);
        }
    }

    private static PublicKey publicKey(Path file) {
        try {
            return HeadKey.readPublic(file);
        } catch (IOException e) {
            throw new InputFileException("the key in " + file + " can't be read: " + e);
        }
    }

    static String text(AuditReport report) {
        var text = new StringBuilder();
        report.findings()
                .forEach(found ->
                        text.append(
                                "%s %s, entry %d: %s%n"
                                        .formatted(
                                                found.kind(),
                                                found.writerId(),
                                                found.sequence(),
                                                found.detail())));
        report.unanchored()
                .forEach(tail ->
                        text.append(
                                "unanchored: %d entries of %s since %s; that the end was cut off can't be seen%n"
                                        .formatted(tail.entries(), tail.writerId(), tail.since())));
        return text.append(
                        "%d entries, %s%n"
                                .formatted(
                                        report.entries(),
                                        report.isIntact()
                                                ? "nothing is wrong with their chains"
                                                : report.findings().size() + " findings"))
                .toString();
    }
}
