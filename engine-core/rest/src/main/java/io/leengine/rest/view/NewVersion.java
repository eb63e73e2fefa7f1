package io.leengine.rest.view;

import io.leengine.engine.Applications;
import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import java.util.Map;
import java.util.Optional;

/** A version to deploy; what is absent comes from the form for the next version. */
@Doc("A version to deploy: a tag or a digest, and what is to differ from the form for the next version.")
public record NewVersion(@Doc(value = "The image's tag; or give the digest.", example = "1.0",
        longest = 128) Optional<String> tag,
        @Doc(value = "The image's digest; or give the tag.", longest = 71, pattern = Patterns.DIGEST)
        Optional<String> digest,
        @Doc("What is absent in it comes from the form.") Optional<NewSettings> settings,
        @Doc(value = "Instances by cell.", least = 0, most = 1_000, example = "{\"room-1\":2,\"room-2\":2}")
        Optional<Map<String, Integer>> cells,
        @Doc(value = "Percent of the traffic once ready, 0 unless said; the first version gets all.", example = "10",
            least = 0, most = 100)
        Optional<Integer> weight,
        @Doc("Whether it replaces all live versions once ready; no unless said.") Optional<Boolean> replace) {
    /** Returns what the engine is asked for, laid over a form. */
    public Applications.Deployment over(Applications.Deployment form) {
        if (tag.isPresent() == digest.isPresent()) {
            throw EngineException.invalid("tag", "Either 'tag' or 'digest' must be given.");
        }
        return new Applications.Deployment(tag, digest.map(Digest::parse),
            settings.map(given -> given.over(form.settings())).orElse(form.settings()),
            cells.orElse(form.cells()), weight.orElse(0), replace.orElse(false));
    }
}
