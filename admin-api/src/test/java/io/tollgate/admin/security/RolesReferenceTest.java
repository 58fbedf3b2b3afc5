package io.tollgate.admin.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.schemas.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The page that operators read says what roles may, no more and no less. */
class RolesReferenceTest {
    private static final Path PAGE = Path.of("..", "docs", "reference", "roles.md");
    private static final int FIRST_ROLE = 2;

    @Test
    void theReferenceSaysOfEveryRoleWhatItMay() throws IOException {
        List<List<String>> rows =
                Files.readAllLines(PAGE).stream()
                        .filter(line -> line.startsWith("| "))
                        .map(RolesReferenceTest::cells)
                        .toList();
        List<Role> roles =
                rows.getFirst().stream()
                        .skip(FIRST_ROLE)
                        .map(name -> Role.valueOf(name.toUpperCase(Locale.ROOT)))
                        .toList();
        assertThat(roles)
                .containsExactly(
                        Role.VIEWER, Role.KEY_MANAGER, Role.SECURITY, Role.AUDITOR, Role.ADMIN);

        var documented = new ArrayList<String>();
        for (List<String> row : rows.subList(1, rows.size())) {
            String permission = row.getFirst().replace("`", "");
            documented.add(permission);
            for (int i = 0; i < roles.size(); i++) {
                assertThat(row.get(FIRST_ROLE + i).equals("✓"))
                        .as("%s of %s in docs/reference/roles.md", permission, roles.get(i))
                        .isEqualTo(Roles.allow(roles.get(i), Permission.valueOf(permission)));
            }
        }
        assertThat(documented)
                .containsExactlyElementsOf(
                        Arrays.stream(Permission.values())
                                .filter(permission -> permission != Permission.PUBLIC)
                                .map(Permission::name)
                                .toList());
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.substring(1, line.lastIndexOf('|')).split("\\|", -1))
                .map(String::strip)
                .toList();
    }
}
