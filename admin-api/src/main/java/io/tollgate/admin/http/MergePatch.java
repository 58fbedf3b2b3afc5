package io.tollgate.admin.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * JSON merge patches (RFC 7396): what a patch holds replaces what was there, null takes it away.
 */
public final class MergePatch {
    private MergePatch() {}

    /** A value as a patch changes it; neither is altered. */
    public static JsonNode apply(@Nullable JsonNode target, JsonNode patch) {
        if (!patch.isObject()) {
            return patch;
        }
        ObjectNode changed =
                target instanceof ObjectNode object
                        ? object.deepCopy()
                        : JsonNodeFactory.instance.objectNode();
        patch.properties()
                .forEach(member -> {
                    String name = member.getKey();
                    if (member.getValue().isNull()) {
                        changed.remove(name);
                    } else {
                        changed.set(name, apply(changed.get(name), member.getValue()));
                    }
                });
        return changed;
    }
}
