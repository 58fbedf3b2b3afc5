package io.tollgate.benchmarks.speed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

/** The machine that a table was measured on. */
final class Machine {
    private Machine() {}

    /** What it is, in one sentence, and how busy it was when all was done. */
    static String text() throws IOException {
        return String.format(
                Locale.ROOT,
                "Measured on %s with %d cores of %s, %d GiB of memory, Linux %s, Java %s; load"
                        + " average over 15 minutes, these programs included: %s.",
                Instant.now().atZone(ZoneOffset.UTC).toLocalDate(),
                Runtime.getRuntime().availableProcessors(),
                field("/proc/cpuinfo", "model name"),
                Math.round(
                        Double.parseDouble(field("/proc/meminfo", "MemTotal").split(" ", -1)[0])
                                / (1 << 20)),
                Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip(),
                Runtime.version(),
                Files.readString(Path.of("/proc/loadavg")).split(" ", -1)[2]);
    }

    private static String field(String file, String name) throws IOException {
        List<String> lines = Files.readAllLines(Path.of(file));
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }
}
