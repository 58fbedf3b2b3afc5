package io.tollgate.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.system.QuickStart.Doors;
import io.tollgate.system.UsageTotals.Counts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;

@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class QuickStartIT {
    private static final Path HOMES =
            Path.of("target", "installations", "QuickStartIT").toAbsolutePath();

    private final Instant begin = Instant.now();
    private final QuickStart quickStart = new QuickStart(HOMES.resolve("first"), Doors.free());

    private String said = "";
    private ApiKey demo = new ApiKey("", "", "");
    private Counts counted = Counts.NONE;

    @BeforeAll
    void start() {
        Tools.need("curl", "--version");
        said = quickStart.start();
        demo = new ApiKey(quickStart.secret("demo-key-id"), "demo", quickStart.secret("demo-key"));
    }

    @AfterAll
    void end() {
        quickStart.close();
    }

    @Test
    @Order(1)
    void itsPrintedCommandsDoWhatTheySay() {
        List<String> commands = PrintedCommands.in(said);
        assertThat(commands).as(said).hasSize(5);

        String letIn = paste(commands.get(0));
        assertThat(letIn).contains("HTTP/1.1 200", "You are through the gate.");

        List<String> statuses = pasteUntilRefused(commands.get(1));
        assertThat(statuses).containsOnly("200", "429");
        long admitted = 1 + statuses.stream().filter("200"::equals).count();
        assertThat(admitted).isBetween(10L, 19L);

        counted = new Counts(admitted, 1 + statuses.size() - admitted);
        Installation.await("the usage that is printed is what was seen")
                .untilAsserted(() ->
                        assertThat(UsageTotals.of(items(paste(commands.get(2)))))
                                .isEqualTo(counted));

        JsonNode receipts = Json.parse(paste(commands.get(3))).path("receipts");
        assertThat(receipts.path("edges").asInt()).as("%s", receipts).isEqualTo(3);
        assertThat(receipts.path("enforcing").asInt()).as("%s", receipts).isEqualTo(3);
        assertThat(receipts.path("missing")).as("%s", receipts).isEmpty();

        assertThat(paste(commands.get(4)))
                .contains("HTTP/1.1 401", "urn:tollgate:problem:invalid-key");
        new Report("Quick start: its printed commands")
                .line("let in, then %s", String.join(" ", statuses))
                .line("counted %s, receipts %s, then 401", counted, receipts)
                .print();
    }

    @Test
    @Order(2)
    void stopsInOrderAndFindsEverythingAsItWas() {
        assertThat(quickStart.program().stop()).as("exit code after SIGTERM").isZero();

        said = quickStart.start();

        assertThat(said).contains(demo.id() + " is REVOKED");
        assertThat(quickStart.program().output())
                .as("advice, over both starts")
                .containsOnlyOnce("This is told once.")
                .contains("data/pepper", "data/admin-token", "data/master-key");
        assertFindsEverything();
    }

    @Test
    @Order(3)
    void itsPrintedCommandIssuesANewKeyOnceTheDemoKeyIsSpent() {
        List<String> commands = PrintedCommands.in(said + "\n");
        assertThat(commands).as(said).hasSize(1);

        JsonNode key = Json.parse(paste(commands.getFirst()));

        String secret = key.path("secret").asText();
        assertThat(secret).as("%s", key).startsWith("tg_live_");
        for (int port : quickStart.edges()) {
            Installation.await("the edge at " + port + " admits the new key")
                    .until(() -> Call.get("/", Edge.bearer(secret)).to(port).status() == 200);
        }
    }

    @Test
    @Order(4)
    void comesBackAfterItWasKilled() {
        quickStart.program().kill();

        said = quickStart.start();

        assertFindsEverything();
        assertThat(quickStart.program().stop()).as("exit code after SIGTERM").isZero();
    }

    @Test
    @Order(5)
    void saysInOneLineWhichPortIsBusyAndWhichOptionChoosesAnother() throws IOException {
        var report = new Report("Quick start: a port that something else listens on");
        var busy = new ArrayList<String>();
        for (String option :
                List.of("--kafka-port", "--admin-port", "--edge-port", "--demo-port")) {
            try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                var ports = withBusy(option, other.getLocalPort());
                var late = new QuickStart(HOMES.resolve("late" + option), ports);
                long start = System.nanoTime();
                int exit = late.startInVain();
                Duration took = Duration.ofNanos(System.nanoTime() - start);
                String output = late.program().output();

                assertThat(exit).as(output).isNotZero();
                assertThat(output.strip().lines()).as(output).hasSize(1);
                assertThat(output).contains(String.valueOf(other.getLocalPort()), option);
                busy.add(option);
                report.line("exit %d after %d ms: %s", exit, took.toMillis(), output.strip());
            }
        }
        assertThat(busy).hasSize(4);
        report.print();
    }

    /** All that is answered; on a machine that is very busy a limit's end shows a little later. */
    private List<String> pasteUntilRefused(String command) {
        var statuses = new ArrayList<String>();
        for (int times = 0; times < 3 && !statuses.contains("429"); times++) {
            statuses.addAll(List.of(paste(command).strip().split(" ")));
        }
        return statuses;
    }

    private void assertFindsEverything() {
        AdminApi admin = quickStart.admin();
        assertThat(admin.list("/v1/plans"))
                .extracting(plan -> plan.path("id").asText())
                .containsExactlyInAnyOrder("free", "pro");
        assertThat(admin.read("/v1/keys/" + demo.id()).path("state").asText()).isEqualTo("REVOKED");
        Installation.await("the usage of before")
                .untilAsserted(() ->
                        assertThat(UsageTotals.of(admin.usage(demo, "day", begin)).admitted())
                                .isEqualTo(counted.admitted()));
        for (int port : quickStart.edges()) {
            assertThat(Call.get("/", Edge.bearer(demo.secret())).to(port).status()).isEqualTo(401);
        }
    }

    private static Doors withBusy(String option, int port) {
        Doors free = Doors.free();
        return switch (option) {
            case "--edge-port" -> new Doors(port, free.admin(), free.kafka(), free.demo());
            case "--admin-port" -> new Doors(free.edge(), port, free.kafka(), free.demo());
            case "--kafka-port" -> new Doors(free.edge(), free.admin(), port, free.demo());
            case "--demo-port" -> new Doors(free.edge(), free.admin(), free.kafka(), port);
            default -> throw new IllegalArgumentException(option);
        };
    }

    private String paste(String command) {
        return Shell.paste(quickStart.home(), command);
    }

    private static List<JsonNode> items(String page) {
        var items = new ArrayList<JsonNode>();
        Json.parse(page).path("items").forEach(items::add);
        return items;
    }
}
