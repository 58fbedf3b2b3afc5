/** Revocations, the edges that enforce them, and the receipts that say so. */
@NullMarked
package io.tollgate.admin.revocation;

import org.jspecify.annotations.NullMarked;
