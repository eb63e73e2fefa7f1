package io.leengine.maven;

import java.io.IOException;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarFile;

/**
 * What was built.
 *
 * @param name the bundle's symbolic name
 * @param version its version, which tells one build from the next where it has a time in it
 */
record BuiltPlugin(String name, String version) {
    static BuiltPlugin read(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            Attributes main = file.getManifest() == null ? new Attributes() : file.getManifest().getMainAttributes();
            String name = main.getValue("Bundle-SymbolicName");
            if (name == null) {
                throw new IOException(jar + " is no bundle: its manifest has no Bundle-SymbolicName. Is the plugin"
                    + " bnd-maven-plugin in the pom?");
            }
            return new BuiltPlugin(name.split(";")[0].trim(), main.getValue("Bundle-Version"));
        }
    }
}
