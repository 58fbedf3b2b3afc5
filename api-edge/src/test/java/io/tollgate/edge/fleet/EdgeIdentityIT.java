package io.tollgate.edge.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.f4b6a3.ulid.Ulid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EdgeIdentityIT {
    @TempDir private Path directory;

    @Test
    void staysTheSameEdgeWithAnotherBootAtEachStart() {
        String id;
        String boot;
        try (var first = open()) {
            id = first.id();
            boot = first.boot();
        }
        try (var second = open()) {
            assertThat(second.id())
                    .isEqualTo(id)
                    .satisfies(kept -> assertThat(Ulid.isValid(kept)).isTrue());
            assertThat(second.boot()).isNotEqualTo(boot).matches("[0-9a-f]{32}");
        }
    }

    @Test
    void isNoTwoEdgesAtOnce() {
        try (var first = open()) {
            assertThat(first.id()).hasSize(26);
            assertThatThrownBy(this::open)
                    .isInstanceOf(DataDirectoryException.class)
                    .hasMessageContaining(directory.toString())
                    .hasMessageContaining("running");
        }
    }

    @Test
    void namesAFileThatHoldsNoId() throws IOException {
        Files.writeString(directory.resolve("edge-id"), "nonsense");

        assertThatThrownBy(this::open)
                .isInstanceOf(DataDirectoryException.class)
                .hasMessageContaining("edge-id")
                .hasMessageContaining("ULID");
    }

    @Test
    void namesADirectoryThatCannotBeOne() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");

        assertThatThrownBy(
                        () -> EdgeIdentity.open(file, new SecureRandom(), InstantSource.system()))
                .isInstanceOf(DataDirectoryException.class)
                .hasMessageContaining(file.toString());
    }

    private EdgeIdentity open() {
        return EdgeIdentity.open(directory, new SecureRandom(), InstantSource.system());
    }
}
