package io.tollgate.admin.notice;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.tollgate.admin.TrustedRecords;
import io.tollgate.admin.notice.SmtpSettings.Tls;
import io.tollgate.schemas.Notification;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Mail to a real server on a real port. */
@ExtendWith(TrustedRecords.class)
class SmtpMailIT {
    private static final Address.Mailbox OPS = new Address.Mailbox("ops@acme.example");

    private static final Letters LETTERS = new Letters(_ -> Optional.empty());

    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));

    @BeforeEach
    void startServer() {
        server.setUser("tollgate@acme.example", "tollgate", "open sesame");
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop();
    }

    @Test
    void theServerTakesAMessageThatCarriesTheIdOfTheNotification() throws Exception {
        assertThat(mail(Tls.NONE, "open sesame").deliver(SampleNotifications.pending("ntf_1"), OPS))
                .isInstanceOf(Outcome.Delivered.class);

        MimeMessage message = server.getReceivedMessages()[0];
        assertThat(message.getMessageID()).isEqualTo("<ntf_1@tollgate>");
        assertThat(message.getSubject()).isEqualTo("[Tollgate] API key revoked: key_1");
        assertThat(message.getFrom()[0]).hasToString("tollgate@acme.example");
        assertThat(message.getAllRecipients()[0]).hasToString("ops@acme.example");
        assertThat(message.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat((String) message.getContent()).contains("note: Grüße");
    }

    @Test
    void nothingIsSentWhereThereIsNothingToTellAnyMore() {
        assertThat(
                        mail(Tls.NONE, "open sesame")
                                .deliver(
                                        Notification.newBuilder(
                                                        SampleNotifications.pending("ntf_1"))
                                                .setType(ClaimMail.TYPE)
                                                .build(),
                                        OPS))
                .isInstanceOf(Outcome.Refused.class);
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    @Test
    void aWrongPasswordIsAFailureThatTellsNothingOfIt() {
        assertThat(mail(Tls.NONE, "wrong").deliver(SampleNotifications.pending("ntf_1"), OPS))
                .isEqualTo(Outcome.failed("AuthenticationFailedException"));
    }

    @Test
    void nothingIsSentInTheClearToAServerThatCannotDoTls() {
        assertThat(mail(Tls.STARTTLS, "open sesame").deliver(SampleNotifications.pending("a"), OPS))
                .isInstanceOf(Outcome.Failed.class);
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    @Test
    void anAddressThatCouldCarryMoreThanOneIsRefused() {
        for (String address : new String[] {"a@b,c@d.example", "a@b\r\nBcc: c@d", "@", "no box"}) {
            assertThat(
                            mail(Tls.NONE, "open sesame")
                                    .deliver(
                                            SampleNotifications.pending("ntf_1"),
                                            new Address.Mailbox(address)))
                    .as(address)
                    .isInstanceOf(Outcome.Refused.class);
        }
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    @Test
    void aServerThatSaysNothingIsGivenUpInTime() throws IOException {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var mail =
                    new SmtpMail(
                            settings(silent.getLocalPort(), Tls.NONE),
                            Optional.of("x"),
                            LETTERS,
                            Authorities.ofJava(),
                            Duration.ofMillis(300));
            long begin = System.nanoTime();
            assertThat(mail.deliver(SampleNotifications.pending("ntf_1"), OPS))
                    .isInstanceOf(Outcome.Failed.class);
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isLessThan(Duration.ofSeconds(5));
        }
    }

    private SmtpMail mail(Tls tls, String password) {
        return new SmtpMail(
                settings(server.getSmtp().getPort(), tls),
                Optional.of(password),
                LETTERS,
                Authorities.ofJava(),
                Duration.ofSeconds(10));
    }

    private static SmtpSettings settings(int port, Tls tls) {
        return new SmtpSettings(
                "127.0.0.1",
                port,
                tls,
                Optional.of("tollgate"),
                Optional.of(Path.of("unused")),
                "tollgate@acme.example");
    }
}
