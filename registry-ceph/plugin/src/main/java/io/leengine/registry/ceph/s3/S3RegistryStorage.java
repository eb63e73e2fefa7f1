package io.leengine.registry.ceph.s3;

import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.registry.ceph.CephRegistryStorage;
import io.leengine.registry.ceph.Contents.Content;
import io.leengine.registry.ceph.Pieces;
import io.leengine.spi.registry.DownloadLinks;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** A registry's storage in a bucket of Ceph's S3 gateway. */
public class S3RegistryStorage extends CephRegistryStorage implements DownloadLinks {
    private static final Duration LONGEST = Duration.ofHours(1);

    private final S3Options options;
    private final S3Contents contents;

    /** Opens a storage without asking the gateway anything. */
    public S3RegistryStorage(Settings settings) {
        this(settings.leengine_name(), new S3Connection(S3Options.of(settings)), Pieces.USUAL);
    }

    S3RegistryStorage(String name, S3Options options, Pieces pieces) {
        this(name, new S3Connection(options), pieces);
    }

    private S3RegistryStorage(String name, S3Connection connection, Pieces pieces) {
        this(name, connection, new S3Contents(connection), pieces);
    }

    private S3RegistryStorage(String name, S3Connection connection, S3Contents contents, Pieces pieces) {
        super(name, new S3Names(connection), contents, connection::close, pieces);
        this.options = connection.options();
        this.contents = contents;
    }

    /**
     * {@inheritDoc}
     *
     * <p>It asks for one small value, of which object the blob consists; one of several has no link.
     */
    @Override
    public Optional<URI> downloadLink(Digest blob, Duration life) throws InterruptedException {
        if (options.redirect().isEmpty()) {
            return Optional.empty();
        }
        if (life.isNegative() || life.isZero() || life.compareTo(LONGEST) > 0) {
            throw EngineException.invalid("life", "'life' must be more than nothing and at most an hour.");
        }
        List<Content> consists = contentsOf(blob).orElse(List.of());
        return consists.size() == 1 ? Optional.of(link(consists.getFirst(), life)) : Optional.empty();
    }

    private URI link(Content content, Duration life) {
        try (S3Presigner presigner = S3Presigner.builder()
                .endpointOverride(options.redirect().orElseThrow())
                .region(Region.of(options.region()))
                .credentialsProvider(S3Connection.credentials(options))
                .serviceConfiguration(S3Configuration.builder().pathStyleAccessEnabled(true).build())
                .build()) {
            return presigner.presignGetObject(link -> link.signatureDuration(life)
                .getObjectRequest(get -> get.bucket(options.bucket()).key(S3Contents.key(content.id())))).url().toURI();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("A link that the client made is none", e);
        }
    }

    /** Returns how many buffers for uploads nobody uses. */
    int freeBuffers() {
        return contents.freeBuffers();
    }
}
