package io.tollgate.benchmarks.metering;

/** A running program that reads all of {@code requests} as a consumer group. */
interface Contender extends AutoCloseable {
    /** The group, by whose commits one sees how far it is. */
    String group();

    @Override
    void close();
}
