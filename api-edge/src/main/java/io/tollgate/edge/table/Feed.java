package io.tollgate.edge.table;

import java.util.List;
import java.util.Map;

/** One topic on its way into one table. Not thread-safe: one reader drives it. */
interface Feed {
    /** Name of the topic as the broker knows it. */
    String topic();

    /** Name of the topic without prefix. */
    String name();

    /** How far the topic was read. */
    TopicPlace place();

    /**
     * Begins anew from nothing, because the topic is another one or lacks what was read. What was
     * known stays in force until the feed has caught up, if it denies anything.
     */
    void rebuild(String topicId);

    /**
     * Takes in what one reading brought.
     *
     * @param next offset of the next record, for each partition that moved
     * @param atEnd whether there is nothing more to read at the moment
     */
    void apply(List<Incoming> records, Map<Integer, Long> next, boolean atEnd);

    /**
     * Notes that the topic was read to the end that it had when its reader connected.
     *
     * @param ageMillis how long ago that was
     */
    void caughtUp(long ageMillis);
}
