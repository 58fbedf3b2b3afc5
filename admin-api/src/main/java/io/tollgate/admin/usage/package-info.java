/** Usage: kept on local disk as it arrives, and asked for as series. */
@NullMarked
package io.tollgate.admin.usage;

import org.jspecify.annotations.NullMarked;
