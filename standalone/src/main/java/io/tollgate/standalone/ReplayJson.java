package io.tollgate.standalone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.metering.replay.Difference;
import io.tollgate.metering.replay.LedgerLine;
import io.tollgate.metering.replay.ReplayReport;
import io.tollgate.metering.replay.WindowDifference;
import io.tollgate.metering.replay.WindowTotals;
import java.util.Locale;

/** What counting again showed, for programs. */
final class ReplayJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ReplayJson() {}

    static String of(ReplayReport report) throws JsonProcessingException {
        ObjectNode root = JSON.createObjectNode();
        root.put("addsUp", report.addsUp());
        report.lines().forEach(line -> line(root.withArray("edges").addObject(), line));
        report.totals().forEach(total -> total(root.withArray("windows").addObject(), total));
        ArrayNode differences = root.putArray("differences");
        report.differences().forEach(window -> difference(differences.addObject(), window));
        root.put("different", report.different());
        root.put("lost", report.lost());
        root.put("dropped", report.dropped());
        root.put("missedByMetering", report.missedByMetering());
        root.put("olderLines", report.olderLines());
        root.put("notCompared", report.notCompared());
        root.put("cutAt", report.cutAt() == null ? null : report.cutAt().toString());
        ArrayNode skipped = root.putArray("skipped");
        report.skipped()
                .forEach(record ->
                        skipped.addObject()
                                .put("topic", record.topic())
                                .put("partition", record.partition())
                                .put("offset", record.offset())
                                .put("reason", record.reason()));
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root);
    }

    private static void line(ObjectNode node, LedgerLine line) {
        node.put("edgeId", line.edgeId())
                .put("name", line.name())
                .put("boot", line.boot())
                .put("ended", line.gone())
                .put("partition", line.partition())
                .put("appended", line.appended())
                .put("acknowledged", line.acknowledged())
                .put("counted", line.counted())
                .put("inFlight", line.inFlight())
                .put("onEdge", line.onEdge())
                .put("inKafka", line.inKafka())
                .put("lost", line.lost())
                .put("notRead", line.notRead());
        ArrayNode missing = node.putArray("missing");
        line.missing()
                .forEach(range ->
                        missing.addObject().put("first", range.first()).put("last", range.last()));
    }

    private static void total(ObjectNode node, WindowTotals total) {
        node.put("window", total.window().name().toLowerCase(Locale.ROOT))
                .put("windows", total.windows())
                .put("inRequests", total.recounted())
                .put("inUsage", total.standing())
                .put("inFlight", total.inFlight())
                .put("missing", total.missing())
                .put("tooMuch", total.surplus())
                .put("different", total.different());
    }

    private static void difference(ObjectNode node, WindowDifference window) {
        node.put("window", window.key().window().name().toLowerCase(Locale.ROOT))
                .put("windowStart", window.key().start().toString())
                .put("keyId", window.key().keyId())
                .put("ownerId", window.ownerId());
        ObjectNode numbers = node.putObject("numbers");
        for (Difference field : window.fields()) {
            numbers.putObject(field.field())
                    .put("standing", field.standing())
                    .put("rebuilt", field.recounted())
                    .put("difference", field.missing());
        }
    }
}
