/**
 * What a key looks like in a client's hands, and the one form of it that travels: its keyed hash.
 */
@NullMarked
package io.tollgate.schemas.credentials;

import org.jspecify.annotations.NullMarked;
