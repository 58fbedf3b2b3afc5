package io.tollgate.admin.audit;

import io.tollgate.settings.SettingsReader;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How it is made known which entry was the newest.
 *
 * @param headsEvery how often
 * @param headsFile what heads are appended to, a line for each
 * @param keyFile the key that they are signed with; the public key is in the file beside it
 */
public record AuditSettings(Duration headsEvery, Path headsFile, Path keyFile) {
    /** Reads them. */
    public static AuditSettings read(SettingsReader reader, Path dataDir) {
        return new AuditSettings(
                reader.duration(
                        "audit.headsEvery",
                        Duration.ofMinutes(5),
                        Duration.ofSeconds(1),
                        Duration.ofDays(1)),
                reader.path("audit.headsFile", dataDir.resolve("audit-heads")),
                reader.path("audit.keyFile", dataDir.resolve("audit-key")));
    }
}
