/** Our schemas in the read part of the schema registry API that Kafka tools speak. */
@NullMarked
package io.tollgate.admin.registry;

import org.jspecify.annotations.NullMarked;
