/** The page on which owners fetch keys that operators made links for. */
@NullMarked
package io.tollgate.admin.claim;

import org.jspecify.annotations.NullMarked;
