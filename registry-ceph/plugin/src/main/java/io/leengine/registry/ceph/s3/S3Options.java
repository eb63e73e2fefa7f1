package io.leengine.registry.ceph.s3;

import io.leengine.model.EngineException;
import io.leengine.model.Identifiers;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How a bucket is reached.
 *
 * @param endpoint where the gateway answers
 * @param region what requests are signed for
 * @param bucket the bucket's name
 * @param accessKey who asks
 * @param secretKey proves it
 * @param redirect where clients fetch blobs; empty when they are not to
 * @param partBytes how much is sent at once
 * @param memoryBytes how much all uploads hold in memory at most
 * @param limit how long a request may take with its repetitions
 */
record S3Options(URI endpoint, String region, String bucket, String accessKey, String secretKey, Optional<URI> redirect,
        int partBytes, long memoryBytes, Duration limit) {
    static final int PART_MIB = 8;
    static final int MEMORY_MIB = 512;
    static final int TIMEOUT_SECONDS = 60;

    // The least that S3 takes as a part that is not the last one.
    private static final int LEAST_PART_MIB = 5;
    private static final int MOST_PART_MIB = 64;
    private static final int LEAST_MEMORY_MIB = 16;
    private static final int MOST_MEMORY_MIB = 65_536;
    private static final int MOST_SECONDS = 600;
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,64}");

    static S3Options of(Settings settings) {
        URI endpoint = address("endpoint", settings.endpoint());
        Optional<URI> redirect = settings.redirect_endpoint().isBlank() ? Optional.of(endpoint)
            : Optional.of(address("redirect.endpoint", settings.redirect_endpoint()));
        return new S3Options(endpoint,
            matching("region", settings.region(), REGION, "1 to 64 lower-case letters, digits and hyphens"),
            matching("bucket", settings.bucket(), BUCKET, "3 to 63 lower-case letters, digits, dots and hyphens"),
            given("access.key", settings.access_key()), given("secret.key", settings.secret_key()),
            redirect.filter(address -> settings.redirect()),
            (int) Identifiers.within("part.mib", settings.part_mib(), LEAST_PART_MIB, MOST_PART_MIB) << 20,
            Identifiers.within("memory.mib", settings.memory_mib(), LEAST_MEMORY_MIB, MOST_MEMORY_MIB) << 20,
            Duration.ofSeconds(Identifiers.within("timeout.seconds", settings.timeout_seconds(), 1, MOST_SECONDS)));
    }

    /** Returns how many parts may be in memory. */
    int parts() {
        return (int) Math.max(2, Math.min(memoryBytes, Runtime.getRuntime().maxMemory() / 3) / partBytes);
    }

    private static URI address(String field, String value) {
        try {
            URI uri = new URI(value.strip());
            if (Set.of("http", "https").contains(String.valueOf(uri.getScheme())) && uri.getHost() != null
                    && uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null
                    && Set.of("", "/").contains(uri.getRawPath())) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Said below, without the text, which may hold a secret by mistake.
        }
        throw EngineException.invalid(field, "'" + field + "' must be https://HOST:PORT or http://HOST:PORT, without a path.");
    }

    private static String matching(String field, String value, Pattern pattern, String what) {
        if (!pattern.matcher(value).matches()) {
            throw EngineException.invalid(field, "'" + field + "' must be " + what + ".");
        }
        return value;
    }

    private static String given(String field, String value) {
        if (value == null || value.isBlank()) {
            throw EngineException.invalid(field, "'" + field + "' must be given.");
        }
        return value.strip();
    }

    /** Without the keys, which no log may have. */
    @Override
    public String toString() {
        return "bucket '" + bucket + "' at " + endpoint;
    }
}
