/** All of Tollgate in one program: the command line, and the quick start on a broker of its own. */
@NullMarked
package io.tollgate.standalone;

import org.jspecify.annotations.NullMarked;
