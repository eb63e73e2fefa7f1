package io.leengine.engine;

import io.leengine.engine.Platform.PartDraft;
import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.domain.Swap;
import io.leengine.model.Digest;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What the platform is made of, and its change while it runs; for administrators.
 *
 * <p>A change is checked before anything is touched, and refused with its reason. Then it is done in the background, one
 * at a time: a second one is a {@code CONFLICT} until the first has ended. The new must be healthy within a time, else the
 * old returns. Whatever dies in between, after a restart either the old or the new runs.
 */
@ProviderType
public interface Bundles {
    /** Returns all bundles. */
    List<BundleDetails> list(Actor actor);

    /** Returns a bundle by its symbolic name. */
    BundleDetails find(Actor actor, String name);

    /**
     * Tells what the installation of a bundle would do, and refuses what would be refused; changes nothing.
     *
     * @param jar is read to its end
     * @param digest of the jar, when the sender states it
     */
    Examination check(Actor actor, InputStream jar, Optional<Digest> digest);

    /** Installs a bundle, in the place of the one of the same symbolic name if there is one. */
    Swap install(Actor actor, InputStream jar, Optional<Digest> digest);

    /** Puts back what the last change of a bundle replaced; {@code CONFLICT} when there is nothing. */
    Swap rollBack(Actor actor, String name);

    /** Takes a bundle out; {@code CONFLICT} while a part or another bundle needs it. */
    Swap remove(Actor actor, String name);

    /** Gives a part to another plugin; the former plugin and settings return if that one does not become healthy. */
    Swap swapPart(Actor actor, SeamKind seam, String name, PartDraft draft, Optional<Long> ifMatch);

    /**
     * Returns changes, newest first.
     *
     * @param subject a bundle's symbolic name or a part's {@code seam/name}; empty for all
     */
    Page<Swap> swaps(Actor actor, String subject, Page.Request page);

    /** Returns one change. */
    Swap swap(Actor actor, long number);

    /**
     * A bundle.
     *
     * @param id its number in the framework
     * @param name its symbolic name
     * @param version its version
     * @param state {@code active}, {@code resolved}, …
     * @param installed whether it was put here on the running platform, and is not the distribution's
     * @param digest of its file; empty for one of the distribution
     * @param serves the parts that its plugins serve, as {@code seam/name}
     * @param wiredTo the bundles it takes packages from
     * @param neededBy the bundles that take packages from it
     * @param problems what keeps it, or a component of it, from working; empty when nothing does
     */
    record BundleDetails(long id, String name, String version, String state, boolean installed,
            Optional<Digest> digest, List<String> serves, List<String> wiredTo, List<String> neededBy,
            List<String> problems) {
    }

    /**
     * What the installation of a bundle would do.
     *
     * @param name its symbolic name
     * @param version its version
     * @param digest of its file
     * @param replaces the version it would replace; empty when there is none
     * @param serves the parts that would be served by it
     */
    record Examination(String name, String version, Digest digest, Optional<String> replaces, List<String> serves) {
    }
}
