package io.tollgate.standalone;

import io.tollgate.admin.Admin;
import io.tollgate.admin.AdminSettings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Runs this role alone, against a Kafka of its own. */
@Command(
        name = "admin",
        description =
                "Runs one instance of the admin API. Settings: TOLLGATE_ADMIN_…, KAFKA_BOOTSTRAP_SERVERS.",
        mixinStandardHelpOptions = true)
final class AdminCommand implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
        Running.untilStopped(Admin.start(AdminSettings.from(System.getenv())));
        return 0;
    }
}
