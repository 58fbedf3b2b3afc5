package io.tollgate.admin.leak;

import java.io.IOException;

/** The list of keys that GitHub signs with, wherever it comes from. */
@FunctionalInterface
interface KeyList {
    /**
     * Fetches the list, as JSON.
     *
     * @throws IOException if there is none to be had
     */
    byte[] fetch() throws IOException, InterruptedException;
}
