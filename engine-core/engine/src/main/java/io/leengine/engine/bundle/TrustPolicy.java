package io.leengine.engine.bundle;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which bundles an operator lets in. The lists are read at every check, so a change of them needs no restart.
 *
 * @param rule what is asked
 * @param folder holds {@code trusted-digests} (one SHA-256 a line, in hex) and {@code trusted-certificates.pem}
 */
public record TrustPolicy(Rule rule, Path folder) {
    /** What is asked of a bundle. */
    public enum Rule {
        /** Nothing: an administrator's word is enough. */
        ANY,
        /** That its digest is listed. */
        DIGEST,
        /** That each of its entries is signed with one listed certificate. */
        SIGNED
    }

    private static final String DIGESTS = "trusted-digests";
    private static final String CERTIFICATES = "trusted-certificates.pem";

    /** Reads a rule from a setting; {@code INVALID} for one that there is not. */
    public static Rule rule(String text) {
        return Stream.of(Rule.values()).filter(rule -> rule.name().toLowerCase(Locale.ROOT).equals(text)).findFirst()
            .orElseThrow(() -> EngineException.invalid("leengine.bundles.trust", "There is no rule '" + text
                + "'; the rules are any, digest and signed."));
    }

    /** Refuses what is not trusted. */
    public void check(BundleJar jar) {
        switch (rule) {
            case ANY -> { }
            case DIGEST -> {
                if (!digests().contains(jar.digest().hex())) {
                    throw untrusted("Its digest " + jar.digest().hex() + " is not listed in " + folder.resolve(DIGESTS)
                        + ".");
                }
            }
            case SIGNED -> {
                if (certificates().stream().noneMatch(jar.signers()::contains)) {
                    throw untrusted(jar.signers().isEmpty() ? "It is not signed, or not with one certificate throughout."
                        : "Its signer's certificate is not listed in " + folder.resolve(CERTIFICATES) + ".");
                }
            }
        }
    }

    private static EngineException untrusted(String why) {
        return new EngineException(ErrorCode.FORBIDDEN, "This bundle is refused. " + why).withField(BundleJar.FIELD)
            .withNextStep("Have whoever looks after this platform's trusted bundles add it there.");
    }

    private Set<String> digests() {
        Path file = folder.resolve(DIGESTS);
        if (!Files.exists(file)) {
            return Set.of();
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(line -> line.split("[\\s#]", 2)[0].toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private Set<String> certificates() {
        Path file = folder.resolve(CERTIFICATES);
        if (!Files.exists(file)) {
            return Set.of();
        }
        try (InputStream in = Files.newInputStream(file)) {
            Set<String> fingerprints = new HashSet<>();
            for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                fingerprints.add(fingerprint(each));
            }
            return fingerprints;
        } catch (IOException | CertificateException e) {
            throw unreadable(file, e);
        }
    }

    private static EngineException unreadable(Path file, Exception cause) {
        return new EngineException(ErrorCode.UNAVAILABLE, "The list of what is trusted, " + file + ", cannot be read: "
            + cause.getMessage(), cause);
    }

    static String fingerprint(Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (CertificateException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK encodes certificates and has SHA-256", e);
        }
    }
}
