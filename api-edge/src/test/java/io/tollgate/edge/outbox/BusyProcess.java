package io.tollgate.edge.outbox;

import io.tollgate.edge.event.EventLog.Written;
import io.tollgate.edge.fleet.EdgeIdentity;
import io.tollgate.edge.fleet.FleetClock;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;

/**
 * A process that writes events until it is killed, and names those that it was told are written.
 */
final class BusyProcess {
    private BusyProcess() {}

    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        var identity = EdgeIdentity.open(directory, new SecureRandom(), InstantSource.system());
        var store =
                new RocksEventStore(
                        directory.resolve("outbox"),
                        identity.boot(),
                        1,
                        false,
                        RocksEventStore::defaults,
                        System::nanoTime);
        store.partitions(1, 3);
        var outbox =
                new Outbox(
                        OutboxSettings.in(directory.resolve("outbox")),
                        identity,
                        store,
                        _ -> () -> new FakeKafka(3).open(),
                        new FleetClock(InstantSource.system(), System::nanoTime),
                        System::nanoTime);
        outbox.start(ChargeListener.NOBODY);
        out.println("boot " + identity.boot());
        for (long i = 0; ; i++) {
            String id = "r" + i;
            while (!outbox.events().append(Events.admitted("owner-" + i % 10, id), told(out, id))) {
                Thread.onSpinWait();
            }
        }
    }

    private static Written told(PrintStream out, String id) {
        return new Written() {
            @Override
            public void written() {
                out.println(id);
            }

            @Override
            public void refused(String reason) {
                out.println("refused " + reason);
            }
        };
    }
}
