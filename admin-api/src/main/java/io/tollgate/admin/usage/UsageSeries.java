package io.tollgate.admin.usage;

import io.tollgate.schemas.Usage;
import java.util.List;

/** Usage that can be asked for. */
@FunctionalInterface
public interface UsageSeries {
    /** The records that a query asks for and one more if there is one, by window and key. */
    List<Usage> read(UsageQuery query);
}
