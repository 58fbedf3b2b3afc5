package io.tollgate.admin.notice;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.DummySSLServerSocketFactory;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.tollgate.admin.TrustedRecords;
import io.tollgate.admin.notice.SmtpSettings.Tls;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Mail over TLS from the first byte. */
@ExtendWith(TrustedRecords.class)
class SmtpsMailIT {
    private static final Address.Mailbox OPS = new Address.Mailbox("ops@acme.example");
    private static final String STORE =
            DummySSLServerSocketFactory.GREENMAIL_KEYSTORE_FILE_PROPERTY;
    private static final String PASSWORD =
            DummySSLServerSocketFactory.GREENMAIL_KEYSTORE_PASSWORD_PROPERTY;

    @TempDir private static Path dir;
    private static ServerCertificate certificate;
    private static final GreenMail SERVER =
            new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS));

    @BeforeAll
    static void startServer() throws Exception {
        certificate = ServerCertificate.of("localhost", dir);
        System.setProperty(STORE, certificate.file().toString());
        System.setProperty(PASSWORD, ServerCertificate.PASSWORD);
        SERVER.setUser("tollgate@acme.example", "tollgate", "open sesame");
        SERVER.start();
    }

    @AfterAll
    static void stopServer() {
        SERVER.stop();
        System.clearProperty(STORE);
        System.clearProperty(PASSWORD);
    }

    @Test
    void aServerWithACertificateForItsNameTakesTheMessage() throws Exception {
        assertThat(deliver("localhost", Tls.IMPLICIT, trusted()))
                .isEqualTo(new Outcome.Delivered());

        assertThat(SERVER.getReceivedMessages())
                .singleElement()
                .satisfies(message ->
                        assertThat(message.getMessageID()).isEqualTo("<ntf_1@tollgate>"));
        SERVER.purgeEmailFromAllMailboxes();
    }

    @Test
    void nothingIsSentToOneWhomNobodyVouchesFor() {
        assertThat(deliver("localhost", Tls.IMPLICIT, Authorities.ofJava()))
                .isEqualTo(Outcome.failed(Outcome.WRONG_CERTIFICATE));
        assertThat(SERVER.getReceivedMessages()).isEmpty();
    }

    @Test
    void aTrustedCertificateForAnotherNameIsRefused() throws Exception {
        assertThat(deliver("127.0.0.1", Tls.IMPLICIT, trusted()))
                .isEqualTo(Outcome.failed(Outcome.WRONG_CERTIFICATE));
        assertThat(SERVER.getReceivedMessages()).isEmpty();
    }

    @Test
    void whoSpeaksInTheClearToItIsGivenUpInTime() throws Exception {
        assertThat(deliver("localhost", Tls.NONE, trusted())).isInstanceOf(Outcome.Failed.class);
        assertThat(SERVER.getReceivedMessages()).isEmpty();
    }

    private static Authorities trusted() throws IOException {
        return Authorities.with(Optional.of(certificate.pem()));
    }

    private static Outcome deliver(String host, Tls tls, Authorities authorities) {
        var settings =
                new SmtpSettings(
                        host,
                        SERVER.getSmtps().getPort(),
                        tls,
                        Optional.of("tollgate"),
                        Optional.of(Path.of("unused")),
                        "tollgate@acme.example");
        return new SmtpMail(
                        settings,
                        Optional.of("open sesame"),
                        new Letters(_ -> Optional.empty()),
                        authorities,
                        Duration.ofSeconds(3))
                .deliver(SampleNotifications.pending("ntf_1"), OPS);
    }
}
