/** Notifications: what owners and operators are told, and how it gets to them. */
@NullMarked
package io.tollgate.admin.notice;

import org.jspecify.annotations.NullMarked;
