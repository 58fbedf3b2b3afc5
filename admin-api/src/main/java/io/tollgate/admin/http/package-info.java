/**
 * HTTP as the resources see it: calls, answers, problems, bodies and pages; and the one class that
 * knows Javalin.
 */
@NullMarked
package io.tollgate.admin.http;

import org.jspecify.annotations.NullMarked;
