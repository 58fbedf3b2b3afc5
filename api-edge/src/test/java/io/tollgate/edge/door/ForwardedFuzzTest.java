package io.tollgate.edge.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.edge.Mutations;
import io.tollgate.edge.door.RequestTarget.UnusableTargetException;
import io.tollgate.edge.table.SourceRange;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Timeout;

/** Whatever is sent in the fields by which proxies tell of a request: never believed too much. */
class ForwardedFuzzTest {
    private static final int INPUTS = 3_000;
    private static final List<String> ADDRESSES =
            List.of(
                    "192.0.2.7",
                    "192.0.2.7, 10.1.2.3",
                    "6.6.6.6,198.51.100.9:4711, 10.9.9.9",
                    "[2001:db8::1]:443",
                    "2001:db8::1, fd00::7",
                    "::ffff:10.0.0.1",
                    "fe80::1%eth0",
                    "unknown",
                    "");
    private static final List<String> TARGETS =
            List.of("/", "/a/b?c=d", "/v1/%7Euser/x.json", "/a/b;c", "/a/../b", "//a", "/a%2Fb?%");
    private static final List<String> HOSTS =
            List.of("api.example", "API.example:8443", "[2001:db8::1]:80", "", "a b");
    private static final List<SourceRange> TRUSTED =
            List.of(SourceRange.parse("10.0.0.0/8"), SourceRange.parse("fd00::/8"));
    private static final InetAddress PROXY = InetAddress.ofLiteral("10.0.0.1");
    private static final InetAddress STRANGER = InetAddress.ofLiteral("203.0.113.5");

    @RepeatedTest(10)
    @Timeout(20)
    void noHopIsBelievedThatAnUntrustedOneTellsOf(RepetitionInfo repetition) {
        long seed = repetition.getCurrentRepetition();
        var inputs = new Mutations(seed, ADDRESSES);
        for (int i = 0; i < INPUTS; i++) {
            List<String> fields =
                    IntStream.range(0, inputs.below(4)).mapToObj(_ -> inputs.next()).toList();

            ClientAddress told = ClientAddress.of(PROXY, fields, TRUSTED);

            assertThat(told.client()).isEqualTo(told.path().getFirst());
            assertThat(told.path().getLast()).isEqualTo(PROXY);
            assertThat(told.path().subList(1, told.path().size()))
                    .as("seed %d, input %d: %s", seed, i, fields)
                    .allMatch(hop -> TRUSTED.stream().anyMatch(range -> range.contains(hop)));
            assertThat(ClientAddress.of(STRANGER, fields, TRUSTED))
                    .isEqualTo(new ClientAddress(STRANGER, List.of(STRANGER), false));
        }
    }

    @RepeatedTest(10)
    @Timeout(20)
    void aTargetIsRefusedOrMeansOneThingToEveryServer(RepetitionInfo repetition) {
        long seed = repetition.getCurrentRepetition();
        var targets = new Mutations(seed, TARGETS);
        var hosts = new Mutations(-seed, HOSTS);
        int taken = 0;
        for (int i = 0; i < INPUTS; i++) {
            String text = targets.next();
            try {
                RequestTarget target = RequestTarget.parse(text, hosts.next());

                taken++;
                assertThat(target.rawPath())
                        .as("seed %d, input %d", seed, i)
                        .startsWith("/")
                        .satisfies(path -> assertThat(text).contains(path))
                        .doesNotContain("//", ";", "\\", "/../", "/./")
                        .matches("[!-~]+");
                var uri =
                        URI.create(
                                "http://a" + target.rawPath().replaceAll("[\"<>^`{|}\\[\\]]", "_"));
                assertThat(uri.normalize()).isEqualTo(uri);
                assertThat(target.path().chars().filter(c -> c == '/').count())
                        .isEqualTo(target.rawPath().chars().filter(c -> c == '/').count());
                assertThat(target.path().chars()).noneMatch(Character::isISOControl);
            } catch (UnusableTargetException e) {
                assertThat(e.rule()).isNotBlank();
            }
        }
        assertThat(taken).isPositive();
    }

    @RepeatedTest(5)
    @Timeout(20)
    void aTraceThatIsNotValidIsNoTrace(RepetitionInfo repetition) {
        var inputs =
                new Mutations(
                        repetition.getCurrentRepetition(),
                        List.of("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
        for (int i = 0; i < INPUTS; i++) {
            String parent = inputs.next();
            if (TraceContext.isValid(List.of(parent))) {
                assertThat(parent).matches("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}.*");
            }
        }
    }
}
