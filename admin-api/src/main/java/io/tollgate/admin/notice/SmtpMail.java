package io.tollgate.admin.notice;

import io.tollgate.schemas.Notification;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Date;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.jspecify.annotations.Nullable;

/**
 * Sends mail over SMTP, one connection for each. The Message-ID is made of the notification's id,
 * so that a repeat is known as one. Thread-safe.
 */
final class SmtpMail implements Courier<Address.Mailbox> {
    private static final Pattern BOX =
            Pattern.compile("[^@\\s\\p{Cntrl},;:<>()]+@[^@\\s\\p{Cntrl},;:<>()]+");

    private final SmtpSettings settings;
    private final Optional<String> password;
    private final Function<Notification, Optional<MailText>> letters;
    private final Session session;

    /**
     * Sends as settings say.
     *
     * @param letters what a mail says; empty if there is nothing to tell any more
     * @param patience how long to wait for each answer of the server
     */
    SmtpMail(
            SmtpSettings settings,
            Optional<String> password,
            Function<Notification, Optional<MailText>> letters,
            Authorities authorities,
            Duration patience) {
        this.settings = settings;
        this.password = password;
        this.letters = letters;
        Properties properties = properties(settings, patience);
        properties.put("mail.smtp.ssl.socketFactory", authorities.context().getSocketFactory());
        this.session = Session.getInstance(properties);
    }

    @Override
    public Outcome deliver(Notification notification, Address.Mailbox to) {
        Optional<MailText> letter = letters.apply(notification);
        if (letter.isEmpty()) {
            return new Outcome.Refused("there is nothing to tell any more");
        }
        try {
            MimeMessage message = message(notification, letter.get(), to);
            try (Transport transport = session.getTransport("smtp")) {
                transport.connect(
                        settings.host(),
                        settings.port(),
                        settings.user().orElse(null),
                        password.orElse(null));
                transport.sendMessage(message, message.getAllRecipients());
            }
            return new Outcome.Delivered();
        } catch (AddressException e) {
            return new Outcome.Refused("the address is not one of mail");
        } catch (MessagingException e) {
            return outcome(e);
        }
    }

    private MimeMessage message(Notification notification, MailText text, Address.Mailbox to)
            throws MessagingException {
        var message = new IdentifiedMessage(session, notification.getNotificationId());
        message.setFrom(new InternetAddress(settings.from(), true));
        message.setRecipient(Message.RecipientType.TO, box(to.address()));
        message.setSentDate(Date.from(notification.getCreatedAt()));
        message.setHeader("Auto-Submitted", "auto-generated");
        message.setSubject(text.subject(), StandardCharsets.UTF_8.name());
        message.setText(text.body(), StandardCharsets.UTF_8.name());
        message.saveChanges();
        return message;
    }

    /** One mailbox and nothing else: no list, no name, no further line of the head. */
    private static InternetAddress box(String address) throws AddressException {
        if (!BOX.matcher(address).matches()) {
            throw new AddressException("not a mailbox");
        }
        return new InternetAddress(address, true);
    }

    /** Servers repeat addresses in what they say, so that only codes go into reasons. */
    private static Outcome outcome(MessagingException failure) {
        for (Exception at = failure; at instanceof MessagingException e; at = next(e)) {
            if (e instanceof SMTPAddressFailedException refused) {
                int code = refused.getReturnCode();
                boolean noSuchBox =
                        (code == 550 || code == 551 || code == 553)
                                && !String.valueOf(refused.getMessage()).contains(" 5.7.");
                return noSuchBox
                        ? new Outcome.Refused("the server refused the address: " + code)
                        : Outcome.failed("the server did not take the address: " + code);
            }
        }
        return Outcome.failed(
                Authorities.refused(failure)
                        ? Outcome.WRONG_CERTIFICATE
                        : failure.getClass().getSimpleName());
    }

    private static @Nullable Exception next(MessagingException e) {
        return e.getNextException();
    }

    private static Properties properties(SmtpSettings settings, Duration patience) {
        String millis = String.valueOf(patience.toMillis());
        boolean starttls = settings.tls() == SmtpSettings.Tls.STARTTLS;
        var properties = new Properties();
        properties.setProperty("mail.smtp.connectiontimeout", millis);
        properties.setProperty("mail.smtp.timeout", millis);
        properties.setProperty("mail.smtp.writetimeout", millis);
        properties.setProperty("mail.smtp.auth", String.valueOf(settings.user().isPresent()));
        properties.setProperty("mail.smtp.starttls.enable", String.valueOf(starttls));
        properties.setProperty("mail.smtp.starttls.required", String.valueOf(starttls));
        properties.setProperty(
                "mail.smtp.ssl.enable",
                String.valueOf(settings.tls() == SmtpSettings.Tls.IMPLICIT));
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        properties.setProperty("mail.smtp.socketFactory.fallback", "false");
        return properties;
    }

    /** A message whose id is ours. */
    private static final class IdentifiedMessage extends MimeMessage {
        private final String id;

        IdentifiedMessage(Session session, String id) {
            super(session);
            this.id = id;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", "<" + id + "@tollgate>");
        }
    }
}
