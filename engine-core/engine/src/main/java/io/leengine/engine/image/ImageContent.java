package io.leengine.engine.image;

import io.leengine.engine.seam.Seams;
import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.registry.RegistryStorage;
import java.util.Optional;

/** Asks the registry's storage what an image holds. */
public final class ImageContent {
    private final Seams seams;

    /** Over the plugins that are there. */
    public ImageContent(Seams seams) {
        this.seams = seams;
    }

    /** Pins a tag or checks a digest; {@code NOT_FOUND} with the field at fault when the image does not hold it. */
    public Digest resolve(String repository, Optional<String> tag, Optional<Digest> digest) {
        RegistryStorage storage = seams.requireFirst(RegistryStorage.class);
        try {
            if (tag.isPresent()) {
                return storage.tag(repository, tag.get())
                    .orElseThrow(() -> absent(repository + ":" + tag.get(), "tag"));
            }
            Digest wanted = digest.orElseThrow();
            storage.manifest(repository, wanted).orElseThrow(() -> absent(repository + "@" + wanted, "digest"));
            return wanted;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(ErrorCode.UNAVAILABLE, "The engine is stopping.", e);
        }
    }

    private static EngineException absent(String image, String field) {
        return new EngineException(ErrorCode.NOT_FOUND, "The registry holds no image " + image + ".").withField(field)
            .withNextStep("Push it, or run its code build; 'leengine images tags' lists what there is.");
    }
}
