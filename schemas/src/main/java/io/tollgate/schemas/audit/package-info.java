/** The chain of audit entries: how entries are tied together, sealed, and verified. */
@NullMarked
package io.tollgate.schemas.audit;

import org.jspecify.annotations.NullMarked;
