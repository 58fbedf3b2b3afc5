/** ID tokens of an OpenID Connect issuer as a way to sign in. */
@NullMarked
package io.tollgate.admin.oidc;

import org.jspecify.annotations.NullMarked;
