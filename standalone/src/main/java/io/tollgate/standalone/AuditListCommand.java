package io.tollgate.standalone;

import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists who changed what. */
@Command(
        name = "list",
        description = "Lists who changed what, the newest first. --json has the differences too.")
final class AuditListCommand extends ApiCommand {
    @Mixin private final AuditSearchOptions search = new AuditSearchOptions();
    @Mixin private final ListOptions list = new ListOptions();

    @Override
    int run(AdminClient client, PrintWriter out) throws IOException, InterruptedException {
        list.print(client, Resource.AUDIT, search.query(), out);
        return ok();
    }
}
