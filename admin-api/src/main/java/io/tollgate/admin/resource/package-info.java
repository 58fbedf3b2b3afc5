/** Owners, plans, routes, rules and keys: what operators may write, and what they are shown. */
@NullMarked
package io.tollgate.admin.resource;

import org.jspecify.annotations.NullMarked;
