package io.tollgate.admin.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.schemas.Role;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BreakGlassTest {
    private final Minting minting = new Minting(new Random(7));
    @TempDir private Path dir;

    @Test
    void itsTokenIsAnAdminsWhileTheFileIsThere() throws Exception {
        var glass = new BreakGlass(dir.resolve("break-glass"));
        String token = glass.create(minting);

        var operator = glass.known(token).orElseThrow();
        assertThat(operator.getOperatorId()).isEqualTo("break-glass");
        assertThat(operator.getRole()).isEqualTo(Role.ADMIN);

        Files.delete(glass.file());
        assertThat(glass.known(token)).isEmpty();
    }

    @Test
    void theFileHoldsOnlyAHashForItsUserAlone() throws Exception {
        var glass = new BreakGlass(dir.resolve("break-glass"));
        String token = glass.create(minting);

        assertThat(Files.readString(glass.file())).matches("sha256:[0-9a-f]{64}\n");
        assertThat(Files.readString(glass.file())).doesNotContain(token);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(glass.file())))
                .isEqualTo("rw-------");
        assertThatThrownBy(() -> glass.create(minting))
                .isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void knowsNoOtherToken() throws Exception {
        var glass = new BreakGlass(dir.resolve("break-glass"));
        String other = new BreakGlass(dir.resolve("other")).create(minting);
        assertThat(glass.known(other)).isEmpty();
        glass.create(minting);

        assertThat(glass.known(other)).isEmpty();
        assertThat(glass.known(minting.token())).isEmpty();
        assertThat(glass.known(Files.readString(glass.file()).strip())).isEmpty();
    }

    @Test
    void aFileThatHoldsSomethingElseOpensNothing() throws Exception {
        var glass = new BreakGlass(dir.resolve("break-glass"));
        String token = new BreakGlass(dir.resolve("other")).create(minting);

        for (String text : new String[] {"", "sha256:", token, "sha256:" + "0".repeat(63)}) {
            Files.writeString(glass.file(), text);
            assertThat(glass.known(token)).as(text).isEmpty();
        }
    }
}
