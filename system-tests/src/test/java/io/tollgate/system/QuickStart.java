package io.tollgate.system;

import io.tollgate.embedded.testing.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/**
 * The quick start of a checkout that is built: {@code ./tollgate up} with three edges, in a
 * directory of its own and on ports that nobody else uses. Not thread-safe.
 */
final class QuickStart implements AutoCloseable {
    private static final Duration UP_WITHIN = Duration.ofMinutes(2);
    private static final String UP = "Tollgate is up.";

    private final Path home;
    private final Doors ports;
    private final Program program;
    private int starts;

    /** The ports that it is told. */
    record Doors(int edge, int admin, int kafka, int demo) {
        static Doors free() {
            return new Doors(
                    FreePorts.firstOf(6), FreePorts.one(), FreePorts.one(), FreePorts.one());
        }
    }

    QuickStart(Path home, Doors ports) {
        this.home = home;
        this.ports = ports;
        Directories.makeAfresh(home);
        placeBuiltCopy();
        this.program = new Program("tollgate up", command(), environment(), home);
    }

    /** Starts it, and returns what it says when it is up. */
    String start() {
        starts++;
        program.start();
        Awaitility.await("the quick start says that it is up")
                .pollInterval(Duration.ofMillis(100))
                .atMost(UP_WITHIN)
                .until(() -> !program.isRunning() || starts() == starts);
        if (!program.isRunning()) {
            throw new AssertionError("the quick start ended at its start\n" + logs());
        }
        return program.output().substring(program.output().lastIndexOf(UP));
    }

    /** Starts it where it can't, and returns its exit code. */
    int startInVain() {
        return program.start().ended();
    }

    Program program() {
        return program;
    }

    Path home() {
        return home;
    }

    AdminApi admin() {
        return new AdminApi(ports.admin(), secret("admin-token"));
    }

    /** The public ports of the three edges. */
    List<Integer> edges() {
        return List.of(ports.edge(), ports.edge() + 2, ports.edge() + 4);
    }

    String secret(String file) {
        try {
            return Files.readString(home.resolve("data").resolve(file)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it said and logged. */
    String logs() {
        Path log = home.resolve("data/tollgate.log");
        try {
            return program.tail()
                    + "\n---- "
                    + log
                    + "\n"
                    + (Files.exists(log) ? Files.readString(log) : "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        program.close();
    }

    private int starts() {
        return program.output().split(UP, -1).length - 1;
    }

    private List<String> command() {
        var command = new ArrayList<String>();
        command.add(home.resolve("tollgate").toString());
        command.addAll(List.of("up", "--edges", "3", "--data", "data"));
        command.addAll(List.of("--edge-port", String.valueOf(ports.edge())));
        command.addAll(List.of("--admin-port", String.valueOf(ports.admin())));
        command.addAll(List.of("--kafka-port", String.valueOf(ports.kafka())));
        command.addAll(List.of("--demo-port", String.valueOf(ports.demo())));
        return command;
    }

    private static Map<String, String> environment() {
        return Map.of("JAVA_HOME", Jvm.HOME.toString());
    }

    /** A copy of the launcher beside what was built, without sources that it could build anew. */
    private void placeBuiltCopy() {
        try {
            Path launcher = home.resolve("tollgate");
            Files.copy(Jvm.ROOT.resolve("tollgate"), launcher);
            Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
            Path built = home.resolve("standalone/target");
            Files.createDirectories(built);
            Files.createSymbolicLink(built.resolve("tollgate"), Jvm.LIBRARIES.getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
