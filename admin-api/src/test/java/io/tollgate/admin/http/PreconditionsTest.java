package io.tollgate.admin.http;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreconditionsTest {
    @ParameterizedTest
    @ValueSource(strings = {"\"3\"", "*", "\"1\", \"3\"", " \"3\" "})
    void letsACallPassThatKnowsThePresentVersion(String header) {
        assertThatCode(() -> Preconditions.check(call(header), 3L)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"2\"", "\"33\"", "W/\"3\"", "\"\""})
    void refusesACallThatKnowsAnother(String header) {
        assertThatThrownBy(() -> Preconditions.check(call(header), 3L))
                .hasMessageContaining("the version is now \"3\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "", "\"3", "\"1\",,\"3\""})
    void refusesWhatIsNoTag(String header) {
        assertThatThrownBy(() -> Preconditions.check(call(header), 3L))
                .hasMessageContaining("If-Match must be the ETag");
    }

    @Test
    void asksForNothingWithoutTheHeader() {
        var call =
                new Call(
                        "/",
                        Map.of(),
                        Map.of(),
                        _ -> List.of(),
                        () -> new byte[0],
                        "",
                        Optional.empty());

        assertThatCode(() -> Preconditions.check(call, 3L)).doesNotThrowAnyException();
    }

    private static Call call(String ifMatch) {
        return new Call(
                "/",
                Map.of(),
                Map.of(),
                _ -> List.of(ifMatch),
                () -> new byte[0],
                "",
                Optional.empty());
    }
}
