package io.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documents link to is there: files of the repository, and headings in them. */
class DocumentLinksTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern CODE = Pattern.compile("(?ms)^ *```.*?^ *```$");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

    static List<Path> documents() throws IOException {
        try (Stream<Path> top = Files.list(ROOT);
                Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(top, docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .map(ROOT::relativize)
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyLinkLeadsSomewhere(Path document) {
        Path file = ROOT.resolve(document);
        List<String> broken =
                LINK.matcher(prose(file))
                        .results()
                        .map(link -> link.group(1))
                        .filter(link -> URI.create(link).getScheme() == null)
                        .filter(link -> !leadsSomewhere(file, URI.create(link)))
                        .toList();

        assertThat(broken).isEmpty();
    }

    private static boolean leadsSomewhere(Path from, URI link) {
        Path target = link.getPath().isEmpty() ? from : from.resolveSibling(link.getPath());
        return Files.exists(target)
                && (link.getFragment() == null || anchors(target).contains(link.getFragment()));
    }

    /** As GitHub makes them of headings. */
    private static List<String> anchors(Path document) {
        return HEADING.matcher(prose(document)).results().map(DocumentLinksTest::anchor).toList();
    }

    private static String anchor(MatchResult heading) {
        return heading.group(1)
                .strip()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                .replace(' ', '-');
    }

    private static String prose(Path document) {
        try {
            return CODE.matcher(Files.readString(document)).replaceAll("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
