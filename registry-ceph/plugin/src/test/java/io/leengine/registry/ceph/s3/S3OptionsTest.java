package io.leengine.registry.ceph.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class S3OptionsTest {
    @Test
    void theUsualSettingsAreTaken() {
        S3Options options = S3Options.of(settings(Map.of()));
        assertEquals(URI.create("https://s3.example.org:7480"), options.endpoint());
        assertEquals(Optional.empty(), options.redirect());
        assertEquals(8 << 20, options.partBytes());
        assertTrue(options.parts() >= 2);
        assertFalse(options.toString().contains("s3cret"), options.toString());
    }

    @Test
    void aRedirectGoesToTheEndpointUnlessAnotherIsSet() {
        assertEquals(Optional.of(URI.create("https://s3.example.org:7480")),
            S3Options.of(settings(Map.of("redirect", true))).redirect());
        assertEquals(Optional.of(URI.create("http://images.example.org")), S3Options.of(
            settings(Map.of("redirect", true, "redirect_endpoint", "http://images.example.org"))).redirect());
    }

    @ParameterizedTest
    @CsvSource({"endpoint, ftp://a, endpoint", "endpoint, https://a/path, endpoint", "endpoint, https://u:s3cret@a, endpoint",
        "endpoint, 'no address', endpoint", "bucket, A_B, bucket", "region, 'a b', region", "access_key, ' ', access.key",
        "secret_key, ' ', secret.key", "redirect_endpoint, nowhere, redirect.endpoint", "part_mib, 4, part.mib",
        "part_mib, 65, part.mib", "memory_mib, 1, memory.mib", "timeout_seconds, 0, timeout.seconds"})
    void whatIsWrongIsNamed(String setting, String value, String field) {
        Object typed = setting.matches(".*_(mib|seconds)") ? (Object) Integer.valueOf(value) : value;
        EngineException error = assertThrows(EngineException.class, () -> S3Options.of(settings(Map.of(setting, typed))));
        assertEquals(ErrorCode.INVALID, error.code());
        assertEquals(Optional.of(field), error.field());
        assertFalse(error.getMessage().contains("s3cret"), error.getMessage());
    }

    private static Settings settings(Map<String, Object> set) {
        Map<String, Object> values = new HashMap<>(Map.of("endpoint", "https://s3.example.org:7480", "bucket", "images",
            "access_key", "key", "secret_key", "s3cret"));
        values.putAll(set);
        return (Settings) Proxy.newProxyInstance(Settings.class.getClassLoader(),
            new Class<?>[] {Settings.class}, (proxy, method, arguments) -> method.getDeclaringClass() == Annotation.class
                ? null : values.getOrDefault(method.getName(), method.getDefaultValue()));
    }
}
