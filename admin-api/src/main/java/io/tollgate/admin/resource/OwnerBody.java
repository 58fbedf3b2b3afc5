package io.tollgate.admin.resource;

import io.tollgate.admin.http.JsonFields;
import io.tollgate.admin.http.Shape;
import io.tollgate.admin.security.WebhookSecret;
import io.tollgate.admin.security.WebhookUrl;
import io.tollgate.schemas.Limit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An owner as operators write it. */
record OwnerBody(String id, Profile profile, List<Limit> limits, Map<String, String> flags) {
    private static final Shape<String> EMAIL =
            Shape.text(
                    "must be an e-mail address such as ops@acme.example",
                    text ->
                            text.length() <= 254
                                    && text.matches("[^@\\s\\p{Cntrl}]+@[^@\\s\\p{Cntrl}]+"));

    private static final Shape<String> WEBHOOK =
            Shape.text(WebhookUrl.RULE, text -> WebhookUrl.parse(text).isPresent());

    private static final Shape<String> SECRET =
            Shape.text(WebhookSecret.RULE, text -> !WebhookSecret.parse(text).toString().isEmpty());

    private static final Profile NOBODY = new Profile("", "", "", "");

    static OwnerBody read(JsonFields fields, Optional<String> pathId) {
        String id = PathId.read(fields, pathId);
        String name = fields.optional("name", Shape.text(0, 200)).orElse("");
        Profile contact =
                fields.object("contact", given -> contact(name, given))
                        .orElse(new Profile(name, "", "", ""));
        return new OwnerBody(
                id,
                contact,
                LimitBody.all(fields),
                fields.map("flags", Shape.id(), Shape.text(0, 200)));
    }

    private static Profile contact(String name, JsonFields contact) {
        String email = contact.optional("email", EMAIL).orElse("");
        Profile webhook =
                contact.object(
                                "webhook",
                                given ->
                                        new Profile(
                                                "",
                                                "",
                                                given.required("url", WEBHOOK),
                                                given.optional("secret", SECRET).orElse("")))
                        .orElse(NOBODY);
        return new Profile(name, email, webhook.webhook(), webhook.webhookSecret());
    }
}
