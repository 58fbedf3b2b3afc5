/**
 * From a credential and what the edge knows to a verdict: pure decisions on a clock they are
 * handed.
 */
@NullMarked
package io.tollgate.edge.verdict;

import org.jspecify.annotations.NullMarked;
