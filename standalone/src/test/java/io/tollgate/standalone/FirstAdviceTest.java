package io.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class FirstAdviceTest {
    @Test
    void tellsWhereSecretsLieAndWhatComesBeforeProduction() {
        String text =
                new FirstAdvice(
                                List.of(
                                        Path.of("data/pepper"),
                                        Path.of("data/admin-token"),
                                        Path.of("data/master-key")))
                        .text();

        assertThat(text)
                .contains("data/pepper ", "data/admin-token ", "data/master-key ")
                .contains("TOLLGATE_EDGE_PRODUCTION=true", "TOLLGATE_ADMIN_PRODUCTION=true")
                .contains("docs/operating.md");
        assertThat(text.lines()).allMatch(line -> line.length() <= 120);
    }

    @Test
    void hasNothingToTellWhereNoSecretWasMade() {
        assertThat(new FirstAdvice(List.of()).text()).isEmpty();
    }
}
