/** What was made with an older pepper or master key is made anew with the newest. */
@org.jspecify.annotations.NullMarked
package io.tollgate.admin.renewal;
