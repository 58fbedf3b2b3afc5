package io.tollgate.edge.outbox;

/** The way to the topic {@code requests}. Used by one thread; answers come on any. */
interface RecordSender extends AutoCloseable {
    /** What becomes of a record; one of them is called, once. */
    interface Answer {
        /** Kafka has it. */
        void acknowledged(long offset);

        /** No record of this size is taken. */
        void tooLarge();

        /** This sender will never bring it there, and should be replaced. */
        void failed(Exception cause);
    }

    /** Opens senders. */
    interface Factory {
        /** A fresh sender; it need not be connected yet. */
        RecordSender open();
    }

    /**
     * How many partitions the topic has.
     *
     * @throws RuntimeException if that can't be learnt now
     */
    int partitions();

    /**
     * Sends a record. Records of one partition arrive in the order in which they were sent, as long
     * as none fails; where one does, those behind it may arrive nevertheless.
     */
    void send(int partition, String topicKey, byte[] value, Answer answer);

    /** Ends at once; what is under way fails. */
    @Override
    void close();
}
