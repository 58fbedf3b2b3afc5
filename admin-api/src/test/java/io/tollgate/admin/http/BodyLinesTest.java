package io.tollgate.admin.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BodyLinesTest {
    @Test
    void readsOneValueALineAndCountsBlankLines() {
        var lines = lines("{\"a\": \"é\"}\r\n\n  \t\r\n{\"b\": 2}");

        assertThat(lines.next()).isTrue();
        assertThat(lines.json().path("a").asText()).isEqualTo("é");
        assertThat(lines.number()).isEqualTo(1);
        assertThat(lines.next()).isTrue();
        assertThat(lines.json().path("b").asInt()).isEqualTo(2);
        assertThat(lines.number()).isEqualTo(4);
        assertThat(lines.next()).isFalse();
    }

    @Test
    void endsAtOnceWhereThereIsNothing() {
        assertThat(lines("").next()).isFalse();
        assertThat(lines("\n\n").next()).isFalse();
    }

    @Test
    void goesOnAfterALineThatIsNotJson() {
        var lines = lines("{\"a\": \n{\"a\": 1} 2\n{\"a\": 3}\n");

        assertThat(lines.next()).isTrue();
        assertThatThrownBy(lines::json).hasMessageStartingWith("the line is not valid JSON at col");
        assertThat(lines.next()).isTrue();
        assertThatThrownBy(lines::json).hasMessageStartingWith("the line is not valid JSON at col");
        assertThat(lines.next()).isTrue();
        assertThat(lines.json().path("a").asInt()).isEqualTo(3);
    }

    @Test
    void goesOnAfterALineThatIsTooLong() {
        String longest = "\"" + "x".repeat(BodyLines.LONGEST - 2) + "\"";
        var lines = lines(longest + "\n" + longest + " \n1");

        assertThat(lines.next()).isTrue();
        assertThat(lines.json().asText()).hasSize(BodyLines.LONGEST - 2);
        assertThat(lines.next()).isTrue();
        assertThatThrownBy(lines::json).hasMessage("a line must not be longer than 65536 bytes");
        assertThat(lines.next()).isTrue();
        assertThat(lines.json().asInt()).isEqualTo(1);
        assertThat(lines.number()).isEqualTo(3);
    }

    @Test
    void saysHowFarItCameWhereTheClientBreaksOff() {
        var lines = new BodyLines(new BrokenOff("{}\n{}\n{"));

        assertThat(lines.next()).isTrue();
        assertThat(lines.next()).isTrue();
        assertThatThrownBy(lines::next)
                .hasMessageContaining("the lines broke off behind line 2")
                .hasMessageContaining("Send all lines again");
    }

    private static BodyLines lines(String text) {
        return new BodyLines(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** A connection that ends in the midst of a body. */
    private static final class BrokenOff extends InputStream {
        private final InputStream in;

        BrokenOff(String text) {
            this.in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public int read() throws IOException {
            int next = in.read();
            if (next < 0) {
                throw new IOException("connection lost");
            }
            return next;
        }

        /** Gives one byte at a time, as slow clients do. */
        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            into[from] = (byte) read();
            return 1;
        }
    }
}
