package io.tollgate.edge.verdict;

import io.tollgate.edge.table.KeyEntry;
import io.tollgate.schemas.credentials.KeyHash;

/**
 * What the rules say of a request with what is on the heap; a verdict, or what it takes to get one.
 */
public sealed interface Judgement permits Verdict, Judgement.NeedsDisk, Judgement.Hold {
    /** The key must be read from disk first. */
    record NeedsDisk(KeyHash hash) implements Judgement {}

    /** The next view of a limit will tell. */
    record Hold(KeyEntry key) implements Judgement {}
}
