package io.tollgate.admin;

import io.tollgate.admin.claim.ClaimForm;
import io.tollgate.admin.leak.LeakDesk;
import io.tollgate.admin.leak.LeakDoor;
import io.tollgate.admin.security.Authenticator;
import io.tollgate.schemas.credentials.Pepper;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts together what the public reaches, if the settings want it. */
record Leaks(
        KafkaState kafka,
        AdminMetrics metrics,
        Pepper pepper,
        Authenticator authenticator,
        ClaimForm claimForm) {
    private static final Logger log = LoggerFactory.getLogger(Leaks.class);

    /** Begins to serve the public; answers empty where there is nothing for it. */
    Optional<LeakDoor> open(
            AdminSettings settings,
            Supplier<String> ulids,
            InstantSource clock,
            LongSupplier nanoTicker) {
        if (!settings.leaks().on() && settings.claimAddress().isEmpty()) {
            return Optional.empty();
        }
        LeakDoor door =
                LeakDoor.open(
                        settings.leaks(),
                        desk(settings, ulids, clock),
                        settings.claimAddress().isPresent() ? claimForm.all() : List.of(),
                        settings.brand(),
                        pepper,
                        authenticator,
                        metrics::answered,
                        nanoTicker);
        log.atInfo().addKeyValue("port", door.port()).log("the public listener serves");
        return Optional.of(door);
    }

    private LeakDesk desk(AdminSettings settings, Supplier<String> ulids, InstantSource clock) {
        Backend backend = kafka.backend();
        return new LeakDesk(
                backend.state().keys(),
                new LeakDesk.Denials(backend.revocations(), backend.revocationLog()),
                new LeakDesk.Alerting(backend.alerts(), backend.topics(), kafka.appender()),
                settings.leaks().policy(),
                metrics::reported,
                ulids,
                clock);
    }
}
