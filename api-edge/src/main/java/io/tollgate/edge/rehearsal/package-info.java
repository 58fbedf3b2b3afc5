/**
 * What an edge would say to a request, asked of records instead of an edge: the rules, tables and
 * limits of the edge, on what somebody else has read of the same topics.
 */
@NullMarked
package io.tollgate.edge.rehearsal;

import org.jspecify.annotations.NullMarked;
