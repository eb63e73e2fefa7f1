package io.leengine.rest.view;

import io.leengine.engine.domain.Attachment;
import java.time.Instant;
import java.util.Optional;

/** What is attached to a manifest. */
@Doc("What is attached to a manifest: a signature, a list of what it is made of, or anything else.")
public record AttachmentView(
        @Doc(value = "`signature`, `sbom`, `attestation` or `other`, as far as its type tells.", example = "signature")
        String kind,
        @Doc(value = "Its type; empty when it has none.", example = "application/spdx+json") String artifactType,
        @Doc(value = "Its digest.", pattern = Patterns.DIGEST) String digest,
        @Doc("Of it and all it refers to.") long sizeBytes,
        @Doc("The tag that attaches it, as cosign makes one; absent for a manifest that names its subject.")
        Optional<String> tag, Instant pushedAt) {
    /** Returns the view. */
    public static AttachmentView of(Attachment it) {
        return new AttachmentView(it.kind().label(), it.artifactType(), it.digest().toString(), it.sizeBytes(), it.tag(),
            it.pushedAt());
    }
}
