/** What an edge would say to a request, and why: the only part of this program that knows edges. */
@NullMarked
package io.tollgate.admin.explain;

import org.jspecify.annotations.NullMarked;
