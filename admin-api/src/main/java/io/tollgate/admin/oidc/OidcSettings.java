package io.tollgate.admin.oidc;

import io.tollgate.schemas.Role;
import io.tollgate.settings.SettingsReader;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Whose ID tokens are good.
 *
 * @param issuer the issuer as its tokens name it; its discovery document is below it
 * @param audience whom tokens must be made for: the client id that was registered there
 * @param roles what the claim means
 */
public record OidcSettings(URI issuer, String audience, OidcRoles roles) {
    private static final List<Role> ROLES =
            List.of(Role.VIEWER, Role.KEY_MANAGER, Role.SECURITY, Role.AUDITOR, Role.ADMIN);

    /** Reads the settings, which all begin with oidc; empty where no issuer is named. */
    public static Optional<OidcSettings> from(SettingsReader reader) {
        Optional<URI> issuer =
                reader.parsed(
                        "oidc.issuer",
                        Optional.empty(),
                        "must be an https address (http on this machine only) without a query",
                        OidcSettings::issuer);
        String audience = reader.text("oidc.audience", "");
        String claim = reader.text("oidc.roleClaim", "roles");
        Map<String, Role> roles =
                reader.parsed(
                        "oidc.roles",
                        Map.of(),
                        "must be value=role, separated by commas, with the roles viewer,"
                                + " key-manager, security, auditor, admin",
                        OidcSettings::roles);
        if (issuer.isPresent() && audience.isBlank()) {
            reader.reject(
                    "oidc.audience", audience, "must be the client id, as there is an issuer");
        }
        if (issuer.isPresent() && roles.isEmpty()) {
            reader.reject(
                    "oidc.roles", "", "must say which value is which role, as there is an issuer");
        }
        return issuer.map(
                address -> new OidcSettings(address, audience, new OidcRoles(claim, roles)));
    }

    private static Optional<Optional<URI>> issuer(String text) {
        URI address = URI.create(text);
        return safe(address) ? Optional.of(Optional.of(address)) : Optional.empty();
    }

    /** Whether nobody on the way can put other keys in the place of the issuer's. */
    static boolean safe(URI address) {
        boolean here =
                "http".equals(address.getScheme())
                        && List.of("127.0.0.1", "localhost", "[::1]").contains(address.getHost());
        return address.getHost() != null
                && address.getRawQuery() == null
                && address.getRawFragment() == null
                && address.getRawUserInfo() == null
                && (here || "https".equals(address.getScheme()));
    }

    private static Optional<Map<String, Role>> roles(String text) {
        var roles = new LinkedHashMap<String, Role>();
        for (String pair : text.split(",", -1)) {
            int at = pair.lastIndexOf('=');
            String value = pair.substring(0, Math.max(at, 0)).strip();
            Optional<Role> role = role(pair.substring(at + 1).strip());
            if (value.isEmpty() || role.isEmpty() || roles.put(value, role.get()) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(roles);
    }

    private static Optional<Role> role(String word) {
        String name = word.replace('-', '_').toUpperCase(Locale.ROOT);
        return ROLES.stream().filter(role -> role.name().equals(name)).findFirst();
    }
}
