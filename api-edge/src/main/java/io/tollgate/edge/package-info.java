/**
 * The edge: a gateway that lets requests in, counts them and turns abusers away, and asks nobody
 * while doing so. Here it is put together; the packages below do the work.
 */
@NullMarked
package io.tollgate.edge;

import org.jspecify.annotations.NullMarked;
