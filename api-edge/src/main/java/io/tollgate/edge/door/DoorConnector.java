package io.tollgate.edge.door;

import io.tollgate.edge.event.EventLog;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.Scheduler;

/** A door's listening socket, whose connections are served in rounds. */
final class DoorConnector extends ServerConnector {
    private static final int ACCEPTORS = 1;

    private final EventLog log;

    /** Not bound yet; connections go on on the executor. */
    DoorConnector(Server server, Executor executor, EventLog log, ConnectionFactory... protocols) {
        super(server, executor, null, null, ACCEPTORS, -1, protocols);
        this.log = log;
    }

    @Override
    protected SelectorManager newSelectorManager(
            Executor executor, Scheduler scheduler, int selectors) {
        return new ServerConnectorManager(executor, scheduler, selectors) {
            @Override
            protected ManagedSelector newSelector(int id) {
                return new CommittingSelector(this, id, log);
            }
        };
    }
}
