package io.tollgate.admin.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CandidateTest {
    private static final URI ANYWHERE = URI.create("http://10.0.0.7:8000");

    @Test
    void whoWritesGoesOnWhoeverJoins() {
        assertThat(elected(Map.of("b", writing(4), "a", writing(0), "c", writing(0))))
                .isEqualTo("b");
    }

    @Test
    void ofTwoWhoBelieveThatTheyWriteTheOneGoesOnWhoTookOverLast() {
        assertThat(elected(Map.of("a", writing(12), "b", writing(9)))).isEqualTo("a");
    }

    @Test
    void ofNewcomersAllChooseTheSame() {
        assertThat(elected(Map.of("a", writing(0), "b", writing(0)))).isEqualTo("b");
    }

    @Test
    void isWhatItWasAfterItsWayThroughKafka() {
        assertThat(Candidate.decode(writing(3).encode())).isEqualTo(writing(3));
    }

    private static String elected(Map<String, Candidate> all) {
        return Candidate.elect(all).getKey();
    }

    private static Candidate writing(long term) {
        return new Candidate(term, ANYWHERE);
    }
}
