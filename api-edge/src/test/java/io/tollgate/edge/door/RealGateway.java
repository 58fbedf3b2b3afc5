package io.tollgate.edge.door;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Another gateway as Debian packages it, running the very example of our documentation in front of
 * an edge; only the addresses are a test's own.
 */
final class RealGateway implements AutoCloseable {
    private static final Path EXAMPLES = Path.of("..", "docs", "examples");
    private static final int PORT_IN_EXAMPLES = 8088;

    /** The gateways that an example can be tried with. */
    enum Kind {
        NGINX("nginx.conf") {
            @Override
            List<String> command(Path directory) throws IOException {
                Path main = directory.resolve("main.conf");
                Files.writeString(
                        main,
                        """
                        daemon off;
                        master_process off;
                        pid nginx.pid;
                        error_log stderr;
                        events {}
                        http {
                            access_log off;
                            client_body_temp_path body;
                            proxy_temp_path proxy;
                            fastcgi_temp_path fastcgi;
                            uwsgi_temp_path uwsgi;
                            scgi_temp_path scgi;
                            include nginx.conf;
                        }
                        """);
                return List.of("nginx", "-p", directory.toString(), "-c", main.toString());
            }
        },
        CADDY("Caddyfile") {
            @Override
            List<String> command(Path directory) {
                return List.of("caddy", "run", "--adapter", "caddyfile", "--config", "Caddyfile");
            }
        },
        HAPROXY("haproxy.cfg") {
            @Override
            List<String> command(Path directory) throws IOException {
                Files.copy(EXAMPLES.resolve("tollgate.lua"), directory.resolve("tollgate.lua"));
                return List.of("haproxy", "-db", "-f", "haproxy.cfg");
            }
        };

        private final String example;

        Kind(String example) {
            this.example = example;
        }

        abstract List<String> command(Path directory) throws IOException;
    }

    private final Process process;
    private final int port;

    private RealGateway(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts a gateway.
     *
     * @param directory what it may write to; its log is there
     */
    static RealGateway start(Kind kind, Path directory, int port, int edgePort, int apiPort) {
        try {
            String example =
                    Files.readString(EXAMPLES.resolve(kind.example))
                            .replace("127.0.0.1:8081", "127.0.0.1:" + edgePort)
                            .replace("127.0.0.1:9000", "127.0.0.1:" + apiPort)
                            .replace(String.valueOf(PORT_IN_EXAMPLES), String.valueOf(port));
            // Caddy would listen for orders on a port that another test may have.
            String options = kind == Kind.CADDY ? "{\n\tadmin off\n}\n" : "";
            Files.writeString(directory.resolve(kind.example), options + example);
            Path log = directory.resolve("log");
            var builder = new ProcessBuilder(kind.command(directory)).directory(directory.toFile());
            builder.environment().put("HOME", directory.toString());
            builder.redirectErrorStream(true).redirectOutput(log.toFile());
            var gateway = new RealGateway(started(builder), port);
            await().untilAsserted(() -> gateway.listens(log));
            return gateway;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port;
    }

    private static Process started(ProcessBuilder builder) {
        try {
            return builder.start();
        } catch (IOException _) {
            String name = builder.command().getFirst();
            String reason = "there is no " + name + " on the PATH; Debian has it in " + name;
            return "true".equals(System.getenv("CI")) ? fail(reason) : abort(reason);
        }
    }

    private void listens(Path log) throws IOException {
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return;
        } catch (IOException e) {
            throw new AssertionError(Files.readString(log), e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
