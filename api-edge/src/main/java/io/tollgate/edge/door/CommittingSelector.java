package io.tollgate.edge.door;

import io.tollgate.edge.event.EventLog;
import java.io.IOException;
import java.nio.channels.Selector;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;

/**
 * A selector whose thread serves every connection that is ready, then commits what it admitted and
 * answers it, and then waits for more. The answers are given before Jetty looks which connections
 * to wait for, so that it finds them as they were and asks the kernel for nothing.
 */
final class CommittingSelector extends ManagedSelector {
    private final EventLog.Round round;

    CommittingSelector(SelectorManager manager, int id, EventLog log) {
        super(manager, id);
        round = log.round(task -> submit(_ -> task.run()));
    }

    @Override
    protected int select(Selector selector) throws IOException {
        round.servedHere();
        return super.select(selector);
    }
}
