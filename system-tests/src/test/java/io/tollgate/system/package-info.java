/**
 * Tests of whole Tollgate installations: programs in processes of their own, driven over HTTP and
 * Kafka as their users do.
 */
@NullMarked
package io.tollgate.system;

import org.jspecify.annotations.NullMarked;
