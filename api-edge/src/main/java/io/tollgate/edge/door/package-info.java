/**
 * The doors: where requests come in, are answered by us or go upstream, and are accounted for. What
 * Jetty and HTTP look like is known here and nowhere else.
 */
@NullMarked
package io.tollgate.edge.door;

import org.jspecify.annotations.NullMarked;
