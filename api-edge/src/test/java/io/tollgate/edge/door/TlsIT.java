package io.tollgate.edge.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tollgate.settings.InvalidSettingsException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The public door over TLS. */
class TlsIT {
    @TempDir private static Path made;

    private static TestCertificate first;
    private static TestCertificate second;

    @TempDir private Path directory;
    private Path keystore;
    private Path password;
    private TestUpstream upstream;
    private Doors doors;

    @BeforeAll
    static void make() throws Exception {
        first = TestCertificate.make(made, "secret-1");
        second = TestCertificate.make(made, "secret-1");
    }

    @BeforeEach
    void open() throws Exception {
        keystore = directory.resolve("door.p12");
        password = directory.resolve("password");
        Files.write(keystore, first.pkcs12());
        Files.writeString(password, "secret-1\n");
        upstream = new TestUpstream();
        doors =
                new Doors(
                        Doors.route(UnaryOperator.identity(), upstream.uri()),
                        List.of(),
                        new TlsFiles(keystore, password));
    }

    @AfterEach
    void close() {
        doors.close();
        upstream.close();
    }

    @Test
    void speaksHttp2OrHttp11AsTheClientLikes() throws Exception {
        assertThat(get(Version.HTTP_2).version()).isEqualTo(Version.HTTP_2);
        assertThat(upstream.last().field("X-forwarded-proto")).isEqualTo("https");
        assertThat(get(Version.HTTP_1_1).version()).isEqualTo(Version.HTTP_1_1);
        assertThat(upstream.last().field("X-forwarded-proto")).isEqualTo("https");
    }

    @Test
    void answersNothingThatIsNotEncrypted() throws IOException {
        RawClient.Reply reply =
                RawClient.get(doors.port(), "/a", "X-API-Key: " + Doors.SECRET + "\r\n");

        assertThat(reply.status()).isZero();
        assertThat(upstream.seen).isEmpty();
    }

    @Test
    void showsANewCertificateOnceItsFileHasChanged() throws Exception {
        assertThat(shown()).isEqualTo(first.certificate());

        replaceBy(second.pkcs12());

        await().untilAsserted(() -> assertThat(doors.metrics.certificatesTaken()).isEqualTo(1));
        assertThat(shown()).isEqualTo(second.certificate());
        assertThat(doors.metrics.certificateNotAfter())
                .isEqualTo(second.certificate().getNotAfter().toInstant());
    }

    @Test
    void keepsTheOldCertificateWhereTheNewIsBroken() throws Exception {
        byte[] whole = second.pkcs12();
        replaceBy(Arrays.copyOf(whole, whole.length / 2));

        await().untilAsserted(() -> assertThat(doors.metrics.certificatesRefused()).isEqualTo(1));
        assertThat(shown()).isEqualTo(first.certificate());

        Files.delete(keystore);
        await().untilAsserted(() -> assertThat(doors.metrics.certificatesRefused()).isEqualTo(2));
        assertThat(shown()).isEqualTo(first.certificate());

        replaceBy(whole);
        await().untilAsserted(() -> assertThat(shown()).isEqualTo(second.certificate()));
    }

    @Test
    void takesKeyAndCertificateInPemToo() throws Exception {
        replaceBy((second.pemCertificate() + second.pemKey()).getBytes(StandardCharsets.US_ASCII));

        await().untilAsserted(() -> assertThat(shown()).isEqualTo(second.certificate()));
    }

    @Test
    void doesNotStartWithAKeystoreThatItCannotUse() throws Exception {
        refuses("not a keystore".getBytes(StandardCharsets.US_ASCII), "PKCS #12");
        refuses(
                (first.pemCertificate() + second.pemKey()).getBytes(StandardCharsets.US_ASCII),
                "another's");
        refuses(first.pemCertificate().getBytes(StandardCharsets.US_ASCII), "one PRIVATE KEY");
        Files.writeString(password, "wrong");
        refuses(first.pkcs12(), "password");
        Files.delete(password);
        refuses(first.pkcs12(), "can be read");
    }

    private void refuses(byte[] content, String because) throws IOException {
        Path other = directory.resolve("other");
        Files.write(other, content);

        assertThatThrownBy(() ->
                        DoorCertificate.open(new TlsFiles(other, password), new DoorMetrics()))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageStartingWith("TOLLGATE_EDGE_TLS_KEYSTORE=" + other + ": must ")
                .hasMessageContaining(because);
    }

    private void replaceBy(byte[] content) throws IOException {
        Path next = directory.resolve("next");
        Files.write(next, content);
        Files.move(next, keystore, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The certificate that a new connection is shown. */
    private Certificate shown() throws Exception {
        return get(Version.HTTP_1_1).sslSession().orElseThrow().getPeerCertificates()[0];
    }

    private HttpResponse<String> get(Version version) throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder()
                        .sslContext(TestCertificate.trusting(first, second))
                        .version(version)
                        .build()) {
            HttpResponse<String> reply =
                    client.send(
                            HttpRequest.newBuilder(
                                            URI.create("https://127.0.0.1:" + doors.port() + "/a"))
                                    .header("X-API-Key", Doors.SECRET)
                                    .build(),
                            BodyHandlers.ofString());
            assertThat(reply.statusCode()).isEqualTo(200);
            return reply;
        }
    }
}
