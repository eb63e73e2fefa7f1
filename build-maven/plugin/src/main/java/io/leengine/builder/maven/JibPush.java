package io.leengine.builder.maven;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryAuthenticationFailedException;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.api.RegistryUnauthorizedException;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import io.leengine.model.Credentials;
import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Pushes an image with Jib. The same content gives the same digest, whenever and wherever it is pushed. */
final class JibPush {
    private static final String PLAIN_CREDENTIALS = "sendCredentialsOverHttp";

    private final RegistryAddress registry;
    private final Credentials credentials;

    JibPush(RegistryAddress registry, Credentials credentials) {
        this.registry = registry;
        this.credentials = credentials;
    }

    /** Returns a reference to an image; the credentials go to the platform's registry alone. */
    RegistryImage reference(String reference) {
        try {
            var image = RegistryImage.named(reference);
            return reference.startsWith(registry.text() + "/")
                ? image.addCredential(credentials.name(), credentials.secret()) : image;
        } catch (InvalidImageReferenceException e) {
            throw new EngineException(ErrorCode.BUILD_FAILED, "'" + reference + "' is not an image.", e)
                .withField("dockerfile");
        }
    }

    /**
     * Builds and pushes.
     *
     * @param baseCache where layers of base images are kept
     * @param layerCache where layers being pushed are made; the caller deletes it
     */
    Digest push(CallContext context, JibContainerBuilder builder, String image, List<String> tags, Path baseCache,
            Path layerCache) throws InterruptedException {
        builder.setFormat(ImageFormat.OCI).setCreationTime(Instant.EPOCH).setPlatforms(Set.of(platform()));
        try {
            return Limited.call(context, "push", () -> run(builder, image, tags, baseCache, layerCache));
        } catch (ExecutionException e) {
            throw translate(e.getCause(), image);
        }
    }

    private Digest run(JibContainerBuilder builder, String image, List<String> tags, Path baseCache, Path layerCache)
            throws InterruptedException, RegistryException, IOException, CacheDirectoryCreationException,
            ExecutionException {
        if (registry.isLoopback()) {
            // Jib has no other switch for it. Plain HTTP is allowed below for loopback addresses alone.
            System.setProperty(PLAIN_CREDENTIALS, "true");
        }
        // Jib finds what it is made of through the context class loader.
        Thread.currentThread().setContextClassLoader(JibPush.class.getClassLoader());
        // Its threads are virtual: shutting the executor down then breaks even a socket read.
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            var target = Containerizer.to(reference(registry.text() + "/" + image + ":" + tags.getFirst()))
                .setAllowInsecureRegistries(registry.isLoopback()).setExecutorService(threads)
                .setBaseImageLayersCache(baseCache).setApplicationLayersCache(layerCache).setToolName("leengine");
            for (String tag : tags.subList(1, tags.size())) {
                target = target.withAdditionalTag(tag);
            }
            return Digest.parse(builder.containerize(target).getDigest().toString());
        } finally {
            threads.shutdownNow();
            threads.close();
        }
    }

    private static Platform platform() {
        return new Platform(switch (System.getProperty("os.arch")) {
            case "aarch64" -> "arm64";
            case "x86_64" -> "amd64";
            default -> System.getProperty("os.arch");
        }, "linux");
    }

    private RuntimeException translate(Throwable failure, String image) {
        DiskFull.check(failure);
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof EngineException known) {
                return known;
            } else if (at instanceof RegistryUnauthorizedException e) {
                boolean unknown = String.valueOf(e.getCause()).contains("401");
                return new EngineException(unknown ? ErrorCode.UNAUTHENTICATED : ErrorCode.FORBIDDEN,
                    "The registry does not let this run pull or push '" + e.getImageReference() + "'.", failure);
            } else if (at instanceof RegistryAuthenticationFailedException) {
                return new EngineException(ErrorCode.UNAUTHENTICATED, "The registry refuses the run's credentials.",
                    failure);
            } else if (at instanceof ConnectException) {
                return new EngineException(ErrorCode.UNAVAILABLE, "The registry " + registry.text()
                    + " does not answer.", failure);
            } else if (at.getMessage() != null && at.getMessage().contains("MANIFEST_UNKNOWN")
                    || at.getMessage() != null && at.getMessage().contains("NAME_UNKNOWN")) {
                return new EngineException(ErrorCode.BUILD_FAILED, "The base image does not exist in the registry.",
                    failure).withField("dockerfile").withNextStep("Check the image and tag that FROM names.");
            }
        }
        if (failure instanceof RegistryException || failure instanceof IOException) {
            return new EngineException(ErrorCode.UNAVAILABLE, "The push of '" + image + "' failed: "
                + failure.getMessage(), failure);
        }
        return new EngineException(ErrorCode.INTERNAL, "The push of '" + image + "' failed: " + failure, failure);
    }
}
