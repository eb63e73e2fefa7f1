package io.leengine.builder.maven;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * What a JDK says of itself.
 *
 * @param version for example {@code 25.0.3}; empty when it does not say
 */
record JavaRelease(String version) {
    static JavaRelease of(Path javaHome) {
        var properties = new Properties();
        Path file = javaHome.resolve("release");
        if (Files.isReadable(file)) {
            try (Reader in = Files.newBufferedReader(file)) {
                properties.load(in);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
        return new JavaRelease(properties.getProperty("JAVA_VERSION", "").replace("\"", ""));
    }

    /** Returns the feature version, for example 25; 0 when it is not known. */
    int feature() {
        String digits = version.split("[.+_-]", 2)[0];
        return digits.matches("[0-9]{1,4}") ? Integer.parseInt(digits) : 0;
    }
}
