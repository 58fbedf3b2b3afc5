package io.tollgate.standalone;

import java.io.PrintWriter;
import java.util.stream.Collectors;

/**
 * Where a text is shown again and again: over itself on a terminal, one after the other elsewhere.
 * Not thread-safe.
 */
sealed interface Screen extends AutoCloseable {
    /** Shows a text in the place of the one before. */
    void show(String text);

    @Override
    void close();

    /** A file or a pipe, which gets text and nothing else. */
    record Plain(PrintWriter out) implements Screen {
        @Override
        public void show(String text) {
            out.println(text);
            out.flush();
        }

        @Override
        public void close() {
            out.flush();
        }
    }

    /** A terminal, on its other screen, so that what was there comes back. */
    record Terminal(PrintWriter out) implements Screen {
        private static final String BEGIN = "\033[?1049h\033[?25l\033[?7l";
        private static final String END = "\033[?7h\033[?25h\033[?1049l";
        private static final String HOME = "\033[H";
        private static final String REST_OF_LINE = "\033[K";
        private static final String REST_OF_SCREEN = "\033[J";

        /** Begins: lines that are too long are cut off, and the cursor is out of sight. */
        public Terminal {
            out.print(BEGIN);
            out.flush();
        }

        @Override
        public void show(String text) {
            out.print(
                    text.lines()
                            .map(line -> harmless(line) + REST_OF_LINE)
                            .collect(Collectors.joining("\r\n", HOME, REST_OF_SCREEN)));
            out.flush();
        }

        @Override
        public void close() {
            out.print(END);
            out.flush();
        }

        /** Names come from elsewhere, and could tell a terminal to do things. */
        private static String harmless(String line) {
            return line.replaceAll("[\\p{Cntrl}\\x80-\\x9f]", "?");
        }
    }
}
