/** What an edge knows: local tables that Kafka keeps up to date, read without asking anybody. */
@NullMarked
package io.tollgate.edge.table;

import org.jspecify.annotations.NullMarked;
