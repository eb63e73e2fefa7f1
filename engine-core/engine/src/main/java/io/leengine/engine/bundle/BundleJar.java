package io.leengine.engine.bundle;

import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.zip.ZipException;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/**
 * A bundle's file, read to its end once: so a jar that was cut or damaged on its way never reaches the framework.
 *
 * @param file where it lies
 * @param digest of the whole file
 * @param symbolicName what it is called
 * @param version its version
 * @param signers fingerprints (SHA-256) of the certificates with which every one of its entries is signed
 */
public record BundleJar(Path file, Digest digest, String symbolicName, Version version, Set<String> signers) {
    /** The field of a request that bundles come in. */
    public static final String FIELD = "bundle";

    private static final Pattern SYMBOLIC_NAME = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");
    private static final Pattern SINGLETON = Pattern.compile(";\\s*singleton\\s*:=\\s*\"?true");
    private static final int MOST_ENTRIES = 100_000;
    private static final long MOST_BYTES = 2L << 30;

    /** Copies the signers. */
    public BundleJar {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(digest, "digest");
        Objects.requireNonNull(symbolicName, "symbolicName");
        Objects.requireNonNull(version, "version");
        signers = Set.copyOf(signers);
    }

    /** Returns this, lying elsewhere. */
    BundleJar at(Path other) {
        return new BundleJar(other, digest, symbolicName, version, signers);
    }

    /** Reads a file; {@code INVALID} when it is no whole bundle. */
    static BundleJar read(Path file, Digest digest) {
        try (JarFile jar = new JarFile(file.toFile(), true)) {
            Manifest manifest = jar.getManifest();
            if (manifest == null) {
                throw refused("It has no manifest, so it is no bundle.");
            }
            Set<String> signers = readAll(jar);
            Attributes main = manifest.getMainAttributes();
            return new BundleJar(file, digest, symbolicName(main), version(main), signers);
        } catch (ZipException e) {
            throw refused("It is no jar, or it was cut on its way: " + e.getMessage() + ".");
        } catch (SecurityException e) {
            throw refused("Its signature does not fit its content: " + e.getMessage() + ".");
        } catch (IOException e) {
            throw refused("It cannot be read to its end: " + e.getMessage() + ".");
        }
    }

    /** Checks the sum of every entry, and its signature where it has one. */
    private static Set<String> readAll(JarFile jar) throws IOException {
        Set<String> signers = null;
        long bytes = 0;
        int entries = 0;
        for (Enumeration<JarEntry> each = jar.entries(); each.hasMoreElements();) {
            JarEntry entry = each.nextElement();
            try (InputStream in = jar.getInputStream(entry)) {
                bytes += in.transferTo(OutputStream.nullOutputStream());
            }
            if (++entries > MOST_ENTRIES || bytes > MOST_BYTES) {
                throw refused("It unpacks to more than " + MOST_ENTRIES + " files or " + (MOST_BYTES >> 30) + " GiB.");
            }
            if (!entry.isDirectory() && !entry.getName().startsWith("META-INF/")) {
                Set<String> own = fingerprints(entry.getCodeSigners());
                if (signers == null) {
                    signers = own;
                } else {
                    signers.retainAll(own);
                }
            }
        }
        return signers == null ? Set.of() : signers;
    }

    private static Set<String> fingerprints(CodeSigner[] signers) {
        Set<String> fingerprints = new HashSet<>();
        for (CodeSigner signer : signers == null ? new CodeSigner[0] : signers) {
            fingerprints.add(TrustPolicy.fingerprint(signer.getSignerCertPath().getCertificates().getFirst()));
        }
        return fingerprints;
    }

    private static String symbolicName(Attributes main) {
        String header = main.getValue(Constants.BUNDLE_SYMBOLICNAME);
        if (header == null || !"2".equals(main.getValue(Constants.BUNDLE_MANIFESTVERSION))) {
            throw refused("It is a jar, but no bundle: its manifest has no Bundle-SymbolicName and "
                + "Bundle-ManifestVersion 2.");
        }
        String name = header.split(";")[0].strip();
        if (!SYMBOLIC_NAME.matcher(name).matches()) {
            throw refused("'" + name + "' is no symbolic name of a bundle.");
        }
        if (SINGLETON.matcher(header).find()) {
            throw refused("It is a singleton ('" + Constants.SINGLETON_DIRECTIVE + ":=true'), so no newer build could be tried "
                + "beside it; leave that out.");
        }
        if (main.getValue(Constants.FRAGMENT_HOST) != null) {
            throw refused("It is a fragment; those change with the distribution.");
        }
        return name;
    }

    private static Version version(Attributes main) {
        try {
            return Version.parseVersion(main.getValue(Constants.BUNDLE_VERSION));
        } catch (IllegalArgumentException e) {
            throw refused("Its version is none: " + e.getMessage() + ".");
        }
    }

    static EngineException refused(String why) {
        return EngineException.invalid(FIELD, "This bundle is refused. " + why);
    }

    static EngineException refused(List<String> reasons) {
        return refused(String.join(" ", new ArrayList<>(reasons)));
    }
}
