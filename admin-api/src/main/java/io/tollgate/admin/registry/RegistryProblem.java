package io.tollgate.admin.registry;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a schema registry answers when it has no answer, in the form that its clients know. */
record RegistryProblem(@JsonProperty("error_code") int errorCode, String message) {
    static RegistryProblem subjectNotFound(String subject) {
        return new RegistryProblem(40401, "Subject '" + subject + "' not found.");
    }

    static RegistryProblem versionNotFound(String version) {
        return new RegistryProblem(40402, "Version " + version + " not found.");
    }

    static RegistryProblem schemaNotFound(String what) {
        return new RegistryProblem(40403, "Schema " + what + " not found");
    }

    static RegistryProblem invalidVersion(String version) {
        return new RegistryProblem(
                42202,
                "The specified version '"
                        + version
                        + "' is not a valid version id. Allowed values are between [1, 2^31-1] and"
                        + " the string \"latest\"");
    }

    static RegistryProblem invalidSchema(String why) {
        return new RegistryProblem(42201, "Invalid schema: " + why);
    }

    int status() {
        return errorCode / 100;
    }
}
