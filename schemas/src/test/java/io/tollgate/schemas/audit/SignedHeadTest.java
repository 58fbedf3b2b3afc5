package io.tollgate.schemas.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.KeyPair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedHeadTest {
    private final KeyPair keys = AuditTrail.newKeys();
    private final AuditHead head =
            new AuditHead("admin-1", 41, "0123456789abcdef".repeat(4), AuditTrail.START);

    @Test
    void isReadFromItsLineAndStillSigned() {
        var signed = SignedHead.sign(head, keys.getPrivate());

        var read = SignedHead.parse(signed.line() + "\n");

        assertThat(read).isEqualTo(signed);
        assertThat(read.isBy(keys.getPublic())).isTrue();
        assertThat(read.isBy(AuditTrail.newKeys().getPublic())).isFalse();
    }

    @Test
    void isNotSignedOnceAnyOfItIsAnother() {
        var signed = SignedHead.sign(head, keys.getPrivate());
        String line = signed.line();

        assertThat(SignedHead.parse(line.replace(" 41 ", " 42 ")).isBy(keys.getPublic())).isFalse();
        assertThat(SignedHead.parse(line.replace("admin-1", "admin-2")).isBy(keys.getPublic()))
                .isFalse();
        assertThat(SignedHead.parse(line.replace(" 01", " 11")).isBy(keys.getPublic())).isFalse();
        assertThat(SignedHead.parse(line.replace("2026-", "2027-")).isBy(keys.getPublic()))
                .isFalse();
        assertThat(new SignedHead(head, "no Base64").isBy(keys.getPublic())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tollgate-audit-head-v1 admin-1 1",
                "tollgate-audit-head-v2 a 1 h 2026-03-01T00:00:00Z s",
                "tollgate-audit-head-v1 a one h 2026-03-01T00:00:00Z s",
                "tollgate-audit-head-v1 a 1 short 2026-03-01T00:00:00Z s"
            })
    void refusesWhatIsNoHead(String line) {
        assertThatIllegalArgumentException().isThrownBy(() -> SignedHead.parse(line));
    }
}
