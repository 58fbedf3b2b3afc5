/**
 * The topics: what each is called, holds and keeps, and the one place that creates what is missing.
 */
@NullMarked
package io.tollgate.schemas.topics;

import org.jspecify.annotations.NullMarked;
