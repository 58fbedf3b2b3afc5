package io.tollgate.admin.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.schemas.VaultEntry;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VaultTest {
    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
    private static final byte[] PLAIN = "Acme Ltd".getBytes(StandardCharsets.UTF_8);

    @Test
    void opensWhatItSealedAfterAStartWithTheSameFile() throws Exception {
        String file = MasterKey.generate();
        VaultEntry entry = vault(file).seal("acme", PLAIN, Optional.empty(), NOON);

        assertThat(vault(file).open(entry)).isEqualTo(PLAIN);
        assertThat(new String(entry.getCiphertext().array(), StandardCharsets.ISO_8859_1))
                .doesNotContain("Acme");
    }

    @Test
    void keepsTheOwnersKeyWhenItsDataChange() throws Exception {
        Vault vault = vault(MasterKey.generate());
        VaultEntry first = vault.seal("acme", PLAIN, Optional.empty(), NOON);
        VaultEntry second = vault.seal("acme", new byte[0], Optional.of(first), NOON);

        assertThat(second.getWrappedKey()).isEqualTo(first.getWrappedKey());
        assertThat(second.getVersion()).isEqualTo(2);
        assertThat(vault.open(second)).isEmpty();
    }

    @Test
    void eachOwnerHasAKeyOfItsOwn() throws Exception {
        Vault vault = vault(MasterKey.generate());
        VaultEntry acme = vault.seal("acme", PLAIN, Optional.empty(), NOON);

        var moved = VaultEntry.newBuilder(acme).setOwnerId("other").build();

        assertThatThrownBy(() -> vault.open(moved)).hasMessageContaining("entry of other");
    }

    @Test
    void opensNothingUnderAnotherMasterKey() throws Exception {
        VaultEntry entry = vault(MasterKey.generate()).seal("acme", PLAIN, Optional.empty(), NOON);
        Vault other = vault(MasterKey.generate());

        assertThatThrownBy(() -> other.open(entry)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void wrapsAnewWithARotatedMasterKeySoThatTheOldOneCanGo() throws Exception {
        String old = MasterKey.generate();
        VaultEntry entry = vault(old).seal("acme", PLAIN, Optional.empty(), NOON);
        String rotated = MasterKey.rotated(old);
        Vault both = vault(rotated);

        assertThat(both.isNewest(entry)).isFalse();
        assertThat(both.open(entry)).isEqualTo(PLAIN);
        VaultEntry changed = both.seal("acme", PLAIN, Optional.of(entry), NOON);
        assertThat(both.isNewest(changed)).as("still wrapped by the old one").isFalse();
        VaultEntry renewed = both.renewed(changed);

        assertThat(both.isNewest(renewed)).isTrue();
        assertThat(renewed.getVersion()).isEqualTo(changed.getVersion());
        Vault newest = vault(MasterKey.retired(rotated));
        assertThat(newest.open(renewed)).isEqualTo(PLAIN);
        assertThatThrownBy(() -> newest.open(entry)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> vault(old).open(renewed))
                .isInstanceOf(IllegalStateException.class);
    }

    private static Vault vault(String file) throws GeneralSecurityException {
        return new Vault(MasterKey.parse(file));
    }
}
