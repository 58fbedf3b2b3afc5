package io.tollgate.admin.notice;

import io.tollgate.admin.resource.Words;
import io.tollgate.schemas.ApiKey;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a notification tells of a key: enough to find it, nothing of its secret. */
final class KeyFacts {
    private KeyFacts() {}

    static Map<String, Object> of(ApiKey key) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("id", key.getKeyId());
        facts.put("name", key.getName());
        facts.put("environment", Words.lower(key.getEnvironment()));
        return facts;
    }
}
