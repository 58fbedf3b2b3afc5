/** How records travel: the layout on the wire, the ids of schemas, and the serdes of both. */
@NullMarked
package io.tollgate.schemas.wire;

import org.jspecify.annotations.NullMarked;
