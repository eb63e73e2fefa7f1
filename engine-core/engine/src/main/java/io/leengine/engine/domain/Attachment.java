package io.leengine.engine.domain;

import io.leengine.model.Digest;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What is attached to a manifest: by naming it as its subject, or by a tag made of its digest, as cosign does.
 *
 * @param kind what it is, as far as its type tells
 * @param artifactType its type; empty when it has none
 * @param digest its digest
 * @param sizeBytes of it and all it refers to
 * @param tag the tag that attaches it; empty for one that names its subject
 * @param pushedAt when it was pushed
 */
public record Attachment(Kind kind, String artifactType, Digest digest, long sizeBytes, Optional<String> tag,
        Instant pushedAt) {
    /** The sorts of things that are attached. */
    public enum Kind {
        /** Says who vouches for it. */
        SIGNATURE("signature"),
        /** Says what it is made of. */
        SBOM("sbom"),
        /** Says how it came to be, or what was found in it. */
        ATTESTATION("attestation"),
        /** Anything else. */
        OTHER("other");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** Returns its name in the API. */
        public String label() {
            return label;
        }
    }

    /** Returns what an attached manifest is, by its type. */
    public static Kind kindOf(String artifactType) {
        String type = artifactType.toLowerCase(Locale.ROOT);
        if (type.contains("sbom") || type.contains("spdx") || type.contains("cyclonedx") || type.contains("syft")) {
            return Kind.SBOM;
        } else if (type.contains("in-toto") || type.contains("attestation") || type.contains("provenance")
                || type.contains("sarif")) {
            return Kind.ATTESTATION;
        }
        return type.contains("signature") || type.contains("cosign") || type.contains("notary") || type.contains("sigstore")
            ? Kind.SIGNATURE : Kind.OTHER;
    }
}
