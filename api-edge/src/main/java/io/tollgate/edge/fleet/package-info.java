/**
 * The edge as one of a fleet: who it is, what time it is, and what it tells the others about
 * itself.
 */
@NullMarked
package io.tollgate.edge.fleet;

import org.jspecify.annotations.NullMarked;
