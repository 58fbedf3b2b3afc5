package io.tollgate.embedded.testing;

/** A broker with data and an address that outlive stopping and starting it. */
interface RunningBroker extends AutoCloseable {
    String bootstrapServers();

    /** Makes it unreachable: connections break and are refused. */
    void stop();

    /** Brings it back, and returns when it serves clients again. */
    void start();

    @Override
    void close();

    /** A new one of the kind that the system property {@code tollgate.test.broker} names. */
    static RunningBroker start(String kind) {
        return switch (kind) {
            case "embedded" -> new EmbeddedBroker();
            case "docker" -> new ContainerBroker();
            default ->
                    throw new IllegalArgumentException(
                            "tollgate.test.broker must be embedded or docker, got " + kind);
        };
    }
}
