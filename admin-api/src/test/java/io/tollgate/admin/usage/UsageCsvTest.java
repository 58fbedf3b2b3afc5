package io.tollgate.admin.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UsageCsvTest {
    @Test
    void hasACellForEachColumnAndNoneWhereNothingIsKnown() {
        var usage = RandomUsage.of(1).records().getFirst();
        var sum = new UsageSum();
        sum.add(usage, Optional.empty());
        var ofKey =
                new UsageSelection(
                        Optional.of(usage.getKeyId()),
                        Optional.empty(),
                        Optional.empty(),
                        usage.getWindow(),
                        usage.getWindowStart(),
                        "",
                        usage.getWindowEnd());
        var ofAll =
                new UsageSelection(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        usage.getWindow(),
                        usage.getWindowStart(),
                        "",
                        usage.getWindowEnd());
        String table =
                UsageCsv.write(
                        List.of(
                                UsageView.ofWindow(ofKey, Grouping.KEY, usage.getKeyId(), sum),
                                UsageView.ofAll(ofAll, Grouping.ROUTE, "all", sum)));

        List<List<String>> lines = table.lines().map(line -> List.of(line.split(",", -1))).toList();
        List<String> names = lines.getFirst();
        assertThat(lines).hasSize(3).allMatch(line -> line.size() == names.size());
        assertThat(cell(lines.get(1), names, "keyId")).isEqualTo(usage.getKeyId());
        assertThat(cell(lines.get(1), names, "2xx")).isEqualTo("" + usage.getRequests());
        assertThat(cell(lines.get(1), names, "NO_ROUTE")).isEqualTo("0");
        assertThat(cell(lines.get(1), names, "final")).isEqualTo("" + usage.getFinal$());
        assertThat(cell(lines.get(2), names, "routeId")).isEqualTo("all");
        assertThat(cell(lines.get(2), names, "windowStart")).isEmpty();
        assertThat(cell(lines.get(2), names, "late")).isEmpty();
        assertThat(cell(lines.get(2), names, "revision")).isEmpty();
    }

    private static String cell(List<String> line, List<String> names, String name) {
        return line.get(
                IntStream.range(0, names.size())
                        .filter(i -> names.get(i).equals(name))
                        .findFirst()
                        .orElseThrow());
    }
}
