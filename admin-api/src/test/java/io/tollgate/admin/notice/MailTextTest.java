package io.tollgate.admin.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.admin.TrustedRecords;
import io.tollgate.schemas.Notification;
import io.tollgate.schemas.NotificationState;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TrustedRecords.class)
class MailTextTest {
    @Test
    void tellsAllThatTheBodyTellsInLines() {
        var text =
                MailText.of(
                        Notification.newBuilder()
                                .setNotificationId("ntf_1")
                                .setVersion(1)
                                .setType("key.suspended")
                                .setKeyId("key_1")
                                .setEndpoint("owner/acme/mail")
                                .setState(NotificationState.PENDING)
                                .setBody(
                                        """
                                        {"type": "key.suspended", "timestamp": "2030-01-31T12:00:00Z",
                                         "data": {"keysHit": 1, "keys": [{"id": "key_1", "name": "a"}],
                                          "evidence": {"share": 0.5}}}\
                                        """)
                                .setCreatedAt(Instant.EPOCH)
                                .setUpdatedAt(Instant.EPOCH)
                                .build());

        assertThat(text.subject()).isEqualTo("[Tollgate] API key suspended: key_1");
        assertThat(text.body())
                .isEqualTo(
                        """
                        API key suspended.

                        time: 2030-01-31T12:00:00Z
                        keysHit: 1
                        keys:
                          - id key_1, name a
                        evidence:
                          share: 0.5

                        Notification ntf_1
                        """);
    }
}
