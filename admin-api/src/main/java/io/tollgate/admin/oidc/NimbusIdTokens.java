package io.tollgate.admin.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.tollgate.admin.http.ProblemException;
import io.tollgate.admin.http.ProblemType;
import io.tollgate.admin.security.SignIn;
import io.tollgate.schemas.Operator;
import io.tollgate.schemas.OperatorState;
import io.tollgate.schemas.Role;
import java.io.IOException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs in who brings an ID token of an issuer: signed with a key that the issuer publishes, made
 * for us, and of now. Thread-safe.
 */
public final class NimbusIdTokens implements SignIn, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NimbusIdTokens.class);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int SKEW_SECONDS = 60;
    private static final int LONGEST_NAME = 200;
    private static final String VISIBLE = "[\\x20-\\x7e]{1,255}";

    /** Neither none nor a shared secret: only what the holder of a private key can make. */
    private static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(
                    JWSAlgorithm.RS256,
                    JWSAlgorithm.RS384,
                    JWSAlgorithm.RS512,
                    JWSAlgorithm.PS256,
                    JWSAlgorithm.PS384,
                    JWSAlgorithm.PS512,
                    JWSAlgorithm.ES256,
                    JWSAlgorithm.ES384,
                    JWSAlgorithm.ES512);

    private final OidcSettings settings;
    private final NimbusHttp http;
    private final NimbusKeys keys;
    private final Claims claims;

    NimbusIdTokens(
            OidcSettings settings,
            NimbusHttp http,
            NimbusKeys.Freshness freshness,
            InstantSource clock,
            LongSupplier nanoTicker) {
        this.settings = settings;
        this.http = http;
        this.keys = new NimbusKeys(settings.issuer(), http, freshness, nanoTicker);
        this.claims = new Claims(settings, clock);
    }

    /** Takes tokens of an issuer, which is asked for nothing before the first of them comes. */
    public static NimbusIdTokens of(
            OidcSettings settings, InstantSource clock, LongSupplier nanoTicker) {
        return new NimbusIdTokens(
                settings, new NimbusHttp(PATIENCE), NimbusKeys.Freshness.USUAL, clock, nanoTicker);
    }

    @Override
    public Optional<Operator> known(String token) {
        JWT parsed;
        try {
            parsed = JWTParser.parse(token);
        } catch (ParseException e) {
            return Optional.empty();
        }
        try {
            return Optional.of(operator(verified(parsed)));
        } catch (BadJOSEException | ParseException e) {
            throw notGood(String.valueOf(e.getMessage()));
        } catch (IOException | KeySourceException e) {
            log.atWarn()
                    .addKeyValue("issuer", settings.issuer())
                    .setCause(e)
                    .log("an ID token can't be checked: the issuer's keys can't be had");
            throw new ProblemException(
                            ProblemType.ISSUER_UNREACHABLE,
                            "the keys of "
                                    + settings.issuer()
                                    + " can't be fetched now, so no ID token can be checked; tokens"
                                    + " of operators are good as ever")
                    .with("Retry-After", "5");
        } catch (JOSEException e) {
            throw notGood(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        http.close();
    }

    private JWTClaimsSet verified(JWT token)
            throws IOException, BadJOSEException, JOSEException, ParseException {
        // What can't be good is told so without the issuer's keys.
        if (!(token.getHeader().getAlgorithm() instanceof JWSAlgorithm used)
                || !ALGORITHMS.contains(used)) {
            throw new BadJOSEException("it is not signed with one of the algorithms " + ALGORITHMS);
        }
        claims.verify(token.getJWTClaimsSet(), null);
        var processor = new DefaultJWTProcessor<SecurityContext>();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys.source()));
        processor.setJWTClaimsSetVerifier(claims);
        return processor.process(token, null);
    }

    private Operator operator(JWTClaimsSet token) throws ParseException {
        Role role =
                settings.roles()
                        .of(token.getClaims())
                        .orElseThrow(() ->
                                new ProblemException(
                                        ProblemType.FORBIDDEN,
                                        "the ID token is good, but its claim "
                                                + settings.roles().claim()
                                                + " has no value that TOLLGATE_ADMIN_OIDC_ROLES"
                                                + " makes a role of"));
        Instant issued = token.getIssueTime().toInstant();
        return Operator.newBuilder()
                .setOperatorId("oidc:" + token.getSubject())
                .setVersion(0)
                .setName(name(token))
                .setRole(role)
                .setState(OperatorState.ACTIVE)
                .setExpiresAt(token.getExpirationTime().toInstant())
                .setCreatedAt(issued)
                .setUpdatedAt(issued)
                .build();
    }

    private static String name(JWTClaimsSet token) {
        return Stream.of("name", "preferred_username", "email")
                .map(token::getClaim)
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .filter(text -> !text.isBlank() && text.length() <= LONGEST_NAME)
                .filter(text -> text.chars().noneMatch(Character::isISOControl))
                .findFirst()
                .orElseGet(token::getSubject);
    }

    private static ProblemException notGood(String why) {
        return new ProblemException(ProblemType.UNAUTHENTICATED, "the ID token is not good: " + why)
                .with(
                        "WWW-Authenticate",
                        "Bearer realm=\"tollgate-admin\", error=\"invalid_token\"");
    }

    /** What claims must say, by our clock (OpenID Connect Core 1.0, 3.1.3.7). */
    private static final class Claims extends DefaultJWTClaimsVerifier<SecurityContext> {
        private final String audience;
        private final InstantSource clock;

        Claims(OidcSettings settings, InstantSource clock) {
            super(
                    settings.audience(),
                    new JWTClaimsSet.Builder().issuer(settings.issuer().toString()).build(),
                    Set.of("sub", "exp", "iat"));
            this.audience = settings.audience();
            this.clock = clock;
            setMaxClockSkew(SKEW_SECONDS);
        }

        @Override
        protected Date currentTime() {
            return Date.from(clock.instant());
        }

        @Override
        public void verify(JWTClaimsSet claims, @Nullable SecurityContext context)
                throws BadJWTException {
            super.verify(claims, context);
            Object party = claims.getClaim("azp");
            boolean several = claims.getAudience().size() > 1;
            if (party == null ? several : !party.equals(audience)) {
                throw new BadJWTException("JWT azp claim must be " + audience);
            }
            if (!claims.getSubject().matches(VISIBLE)) {
                throw new BadJWTException(
                        "JWT sub claim must be 1 to 255 visible ASCII characters");
            }
        }
    }
}
