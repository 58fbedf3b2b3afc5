/**
 * From what a client sent to a credential: untrusted text is parsed here once and goes no further.
 */
@NullMarked
package io.tollgate.edge.credential;

import org.jspecify.annotations.NullMarked;
