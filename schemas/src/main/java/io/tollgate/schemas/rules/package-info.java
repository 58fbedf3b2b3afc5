/** What the rules of abuse detection have in common. */
@NullMarked
package io.tollgate.schemas.rules;

import org.jspecify.annotations.NullMarked;
