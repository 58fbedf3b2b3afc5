/** State that is Kafka: what topics hold, read into memory, and the two ways of writing. */
@NullMarked
package io.tollgate.admin.table;

import org.jspecify.annotations.NullMarked;
