package io.tollgate.admin.claim;

import io.tollgate.admin.http.Answer;
import io.tollgate.admin.http.Call;
import io.tollgate.admin.http.Endpoint;
import io.tollgate.admin.http.ProblemException;
import io.tollgate.admin.http.ProblemType;
import io.tollgate.admin.http.Relay;
import io.tollgate.admin.http.Shape;
import io.tollgate.admin.leak.SourceTurns;
import io.tollgate.admin.resource.ClaimLinks.Outcome;
import io.tollgate.admin.security.Permission;
import io.tollgate.schemas.ApiKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * {@code /claim}: the owner of a link fetches the key, by a button on a page or in JSON. Only a
 * POST does it, so that whatever looks at links before people do uses none up.
 */
public final class ClaimForm {
    private static final String PATH = "/claim";
    private static final Shape<String> TOKEN =
            Shape.text("must be what follows the # of a link", ClaimForm::isToken);

    private final Function<String, Outcome> claims;
    private final ClaimAlarm alarm;
    private final SourceTurns turns;
    private final Relay relay;

    /**
     * A form.
     *
     * @param claims says what comes of a token
     * @param relay has tokens taken by the instance that writes
     */
    public ClaimForm(
            Function<String, Outcome> claims, ClaimAlarm alarm, SourceTurns turns, Relay relay) {
        this.claims = claims;
        this.alarm = alarm;
        this.turns = turns;
        this.relay = relay;
    }

    /**
     * What other instances pass tokens on to, that came to them. Who reaches the API itself may use
     * it too, without any bound, as tokens can't be guessed.
     */
    public Endpoint passedOn() {
        return Endpoint.post(PATH, Permission.PUBLIC, this::fetch).named("claims.fetch");
    }

    /** The endpoints for the public. */
    public List<Endpoint> all() {
        return List.of(
                Endpoint.get(PATH, Permission.PUBLIC, _ -> ClaimPage.page()),
                Endpoint.get(PATH + "/script.js", Permission.PUBLIC, _ -> ClaimPage.script()),
                Endpoint.get(PATH + "/style.css", Permission.PUBLIC, _ -> ClaimPage.style()),
                Endpoint.post(PATH, Permission.PUBLIC, this::bounded).named("claims.fetch"));
    }

    private Answer bounded(Call call) {
        turns.take(call, "tries");
        return relay.answer(call, passedOn(), this::fetch);
    }

    private Answer fetch(Call call) {
        String token = call.read(fields -> fields.required("token", TOKEN));
        return switch (claims.apply(token)) {
            case Outcome.Fetched(ApiKey key, String secret) -> told(key, secret);
            case Outcome.FetchedBefore(var claim) -> {
                alarm.raise(claim);
                throw gone(
                        "this link was used at "
                                + claim.getClaimedAt()
                                + ", and gives its key once. If that was not you, tell who sent you"
                                + " the link; they were warned");
            }
            case Outcome.Expired(var claim) ->
                    throw gone(
                            "this link expired at "
                                    + claim.getExpiresAt()
                                    + "; ask who sent it for another");
            case Outcome.Withdrawn() ->
                    throw gone("this link was withdrawn; ask who sent it for another");
            case Outcome.Impossible(String why) ->
                    throw new ProblemException(
                            ProblemType.CONFLICT,
                            "the key of this link can't be made: " + why + "; ask who sent it");
            case Outcome.Unknown() ->
                    throw new ProblemException(
                            ProblemType.NOT_FOUND,
                            "there is no such link; take care to copy all of it");
        };
    }

    private static Answer told(ApiKey key, String secret) {
        var told = new LinkedHashMap<String, Object>();
        told.put("keyId", key.getKeyId());
        told.put("name", key.getName());
        told.put("environment", key.getEnvironment().name().toLowerCase(Locale.ROOT));
        told.put("expiresAt", key.getExpiresAt() == null ? "" : key.getExpiresAt().toString());
        told.put("secret", secret);
        return Answer.json(201, told);
    }

    private static boolean isToken(String text) {
        return text.matches("[0-9A-Za-z]{1,40}\\.[0-9a-f]{64}");
    }

    private static ProblemException gone(String why) {
        return new ProblemException(ProblemType.GONE, why);
    }
}
