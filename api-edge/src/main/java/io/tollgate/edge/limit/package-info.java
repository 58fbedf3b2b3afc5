/**
 * One limit for the whole fleet, without asking: what this edge may spend of it, judged on a clock
 * that it is handed.
 */
@NullMarked
package io.tollgate.edge.limit;

import org.jspecify.annotations.NullMarked;
