package io.tollgate.admin.leak;

import io.tollgate.schemas.Environment;
import io.tollgate.schemas.credentials.KeyForm;
import java.util.List;
import java.util.Random;

/** Secrets for tests, different for each seed. */
final class SampleSecrets {
    static final List<KeyForm> FORMS = List.of(KeyForm.DEFAULT);

    private SampleSecrets() {}

    static String live(long seed) {
        return of(KeyForm.DEFAULT, Environment.LIVE, seed);
    }

    static String of(KeyForm form, Environment environment, long seed) {
        byte[] random = new byte[KeyForm.RANDOM_BYTES];
        new Random(seed).nextBytes(random);
        return form.mint(environment, random);
    }
}
