package io.tollgate.edge.door;

import java.util.List;

/** What the private door tells those who run the edge. Thread-safe. */
public interface Operations {
    /** Why the edge should get no requests, one sentence each; empty if it should. */
    List<String> unready();

    /** All metrics in Prometheus' text format. */
    String metrics();
}
