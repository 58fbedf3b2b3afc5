package io.tollgate.standalone;

import com.fasterxml.jackson.databind.JsonNode;

/** Shows a list of usage to a person. */
@FunctionalInterface
interface UsageTable {
    /** The list in lines that end. */
    String text(JsonNode list);
}
