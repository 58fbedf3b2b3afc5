package io.tollgate.admin.notice;

import io.tollgate.admin.http.ProblemException;
import io.tollgate.admin.http.ProblemType;
import io.tollgate.admin.notice.Notice.Audience;
import io.tollgate.admin.resource.ClaimPost;
import io.tollgate.admin.table.Changes;
import io.tollgate.schemas.Claim;
import io.tollgate.schemas.Notification;
import io.tollgate.schemas.topics.Topics;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Puts links that owners fetch keys by among what is to be told. The link itself is made when the
 * mail is, so that no topic holds it. Thread-safe.
 */
final class ClaimMail implements ClaimPost {
    /** What such a notification is about. */
    static final String TYPE = "key.claim";

    /** The fact by which a letter finds its link. */
    private static final String CLAIM = "claimId";

    private final Recipients recipients;
    private final Topics topics;

    ClaimMail(Recipients recipients, Topics topics) {
        this.recipients = recipients;
        this.topics = topics;
    }

    @Override
    public void send(Changes changes, Claim claim) {
        Recipient owner = mailbox(claim.getOwnerId());
        Instant at = claim.getCreatedAt();
        var facts = new LinkedHashMap<String, Object>();
        facts.put(CLAIM, claim.getClaimId());
        facts.put("keyId", claim.getKeyId());
        facts.put("ownerId", claim.getOwnerId());
        facts.put("expiresAt", claim.getExpiresAt().toString());
        var notice = new Notice(TYPE, Audience.OWNER, claim.getOwnerId(), claim.getKeyId(), facts);
        var cause = new Cause(claim.getClaimId(), at, () -> List.of(notice));
        Notification mail = NoticeDesk.notification(cause, notice, owner, at);
        changes.put(topics.notifications, mail.getNotificationId(), mail);
    }

    private Recipient mailbox(String ownerId) {
        if (!recipients.mail()) {
            throw new ProblemException(
                    ProblemType.CONFLICT,
                    "there is no mail server to send the link by; set"
                            + " TOLLGATE_ADMIN_NOTIFY_SMTP_HOST");
        }
        return recipients
                .mailbox(ownerId)
                .orElseThrow(() ->
                        new ProblemException(
                                ProblemType.CONFLICT,
                                "the owner '" + ownerId + "' has no contact.email to send it to"));
    }

    /** The claim that a notification is about. */
    static String claimId(Notification notification) {
        return NoticeView.body(notification).path("data").path(CLAIM).asText();
    }
}
