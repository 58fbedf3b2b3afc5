package io.tollgate.edge;

import io.tollgate.edge.door.Listening;
import io.tollgate.edge.door.TlsFiles;
import io.tollgate.schemas.credentials.Pepper;
import io.tollgate.settings.FileModes;
import io.tollgate.settings.WeakChoices;

/** What an edge must not be started with in production. */
final class EdgeProduction {
    private EdgeProduction() {}

    /**
     * Passes over everything unless the settings say that this is production.
     *
     * @throws io.tollgate.settings.InvalidSettingsException naming every choice that is too weak
     */
    static void check(EdgeSettings settings, Pepper pepper, FileModes modes) {
        if (!settings.production().on()) {
            return;
        }
        var weak = new WeakChoices("edge", settings.production(), modes);
        doors(settings.listening(), weak);
        weak.secretApartFrom(
                settings.dataDir(),
                "pepper",
                settings.pepper(),
                "so that a copy of the one holds key hashes and what guesses are tested with; keep it elsewhere");
        if (pepper.guessable()) {
            weak.weakSecret("pepper", settings.pepper(), Pepper.GUESSABLE);
        }
        if (settings.trustedProxies().stream().anyMatch(range -> range.prefixBits() == 0)) {
            weak.add(
                    "trustedProxies",
                    "every address",
                    "any client could say where it comes from; name the proxies' own networks");
        }
        settings.allowedUpstreams().patterns().stream()
                .filter(pattern -> pattern.equals("*") || pattern.startsWith("*:"))
                .findFirst()
                .ifPresent(pattern ->
                        weak.add(
                                "allowedUpstreams",
                                pattern,
                                "whoever writes routes could reach every server in the edge's network; name the hosts, as in api.internal:8080, or *.api.internal"));
        weak.kafka(settings.kafka());
        weak.check();
    }

    private static void doors(Listening listening, WeakChoices weak) {
        TlsFiles tls = listening.tls();
        if (tls == null) {
            weak.plainHttp(
                    "bindAddress",
                    listening.bindAddress(),
                    "keys",
                    "set TOLLGATE_EDGE_TLS_KEYSTORE to a certificate, ");
        } else {
            weak.secret("tls.keystore", tls.keystore());
            if (tls.passwordFile() != null) {
                weak.secret("tls.passwordFile", tls.passwordFile());
            }
        }
        String own = listening.privateBindAddress();
        if (!WeakChoices.isLoopback(own)
                && (WeakChoices.isEveryAddress(own) || own.equals(listening.bindAddress()))) {
            weak.add(
                    "privateBindAddress",
                    own,
                    "the private door has no TLS and judges for whoever reaches it; name 127.0.0.1, or the one address where only your gateway and your monitoring do");
        }
    }
}
