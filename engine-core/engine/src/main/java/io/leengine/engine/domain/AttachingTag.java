package io.leengine.engine.domain;

import io.leengine.model.Digest;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tags that attach something to a manifest: {@code sha256-} and its digest, and what it is: {@code .sig}, {@code .att},
 * {@code .sbom}. Without that end it is the list of what names the manifest as its subject, of clients that cannot ask.
 *
 * @param subject what it is attached to
 * @param kind what it is; empty for such a list
 */
public record AttachingTag(Digest subject, Optional<Attachment.Kind> kind) {
    private static final Pattern SYNTAX = Pattern.compile("sha256-([0-9a-f]{64})(\\.[a-z]+)?");

    /** Returns what a tag attaches; empty for a tag like others. */
    public static Optional<AttachingTag> of(String tag) {
        Matcher found = SYNTAX.matcher(tag);
        return found.matches() ? Optional.of(new AttachingTag(new Digest(Digest.SHA256, found.group(1)),
            Optional.ofNullable(found.group(2)).map(AttachingTag::kind))) : Optional.empty();
    }

    private static Attachment.Kind kind(String end) {
        return switch (end) {
            case ".sig" -> Attachment.Kind.SIGNATURE;
            case ".att" -> Attachment.Kind.ATTESTATION;
            case ".sbom" -> Attachment.Kind.SBOM;
            default -> Attachment.Kind.OTHER;
        };
    }

    /** Returns the tags that attach what is usual to a manifest. */
    public static List<String> to(Digest subject) {
        String begin = "sha256-" + subject.hex();
        return List.of(begin + ".sig", begin + ".att", begin + ".sbom");
    }
}
