package io.tollgate.admin.leak;

import io.tollgate.admin.table.RetryQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports that wait for the desk: whoever reports is answered before anybody looks, so that neither
 * the answer nor its time tells whether the key is known.
 */
final class ReportQueue {
    private static final Logger log = LoggerFactory.getLogger(ReportQueue.class);
    private static final int MOST_WAITING = 1_000;

    private ReportQueue() {}

    static RetryQueue<LeakReport> start(Consumer<LeakReport> desk) {
        return RetryQueue.start(
                "leak-reports",
                MOST_WAITING,
                new RetryQueue.Work<>() {
                    @Override
                    public void take(LeakReport report) {
                        desk.accept(report);
                    }

                    @Override
                    public void lost(LeakReport report, String why) {
                        log.atError().addKeyValue("why", why).log("a report of a leak is lost");
                    }
                });
    }
}
