package io.tollgate.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void putsNumbersUnderTheEndOfTheirHeadingAndWordsUnderItsBeginning() {
        var table = new Table().words("owner").numbers("cost").words("state");
        table.row(List.of("acme", "7", "final"));
        table.row(List.of("a-longer-name", "123456", ""));

        assertThat(table.text().lines())
                .containsExactly(
                        "OWNER            COST  STATE",
                        "acme                7  final",
                        "a-longer-name  123456");
    }

    @Test
    void hasHeadingsThoughThereAreNoRows() {
        assertThat(new Table().numbers("cost").words("state").text().lines())
                .containsExactly("COST  STATE");
    }

    @Test
    void takesNoRowThatDoesNotFit() {
        assertThatThrownBy(() -> new Table().words("owner").row(List.of("a", "b")))
                .hasMessage("a row of 2 cells for 1 columns");
    }
}
