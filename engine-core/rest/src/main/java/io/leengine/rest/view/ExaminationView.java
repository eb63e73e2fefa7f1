package io.leengine.rest.view;

import io.leengine.engine.Bundles;
import java.util.List;
import java.util.Optional;

/** What the installation of a bundle would do. */
@Doc("What the installation of a bundle would do.")
public record ExaminationView(@Doc("Its symbolic name.") String name, String version,
        @Doc("The digest of the file.") String digest,
        @Doc("The version it would replace; absent when there is none.") Optional<String> replaces,
        @Doc("The parts it would serve, as `seam/name`.") List<String> serves) {
    /** Returns the view. */
    public static ExaminationView of(Bundles.Examination found) {
        return new ExaminationView(found.name(), found.version(), found.digest().toString(), found.replaces(),
            found.serves());
    }
}
