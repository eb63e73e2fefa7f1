package io.leengine.engine.platform;

import io.leengine.engine.EngineSettings;
import io.leengine.engine.Platform.PartDraft;
import io.leengine.engine.Platform.Plugin;
import io.leengine.engine.domain.Part;
import io.leengine.engine.domain.SeamKind;
import io.leengine.model.EngineException;
import io.leengine.model.Identifiers;
import io.leengine.spi.Seam;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** Makes parts of what operators ask for: checked against the plugin, with secrets sealed. */
public final class PartDrafts {
    private final InstalledPlugins installed;
    private final SettingsCheck check;
    private final SecretSettings secrets;
    private final EngineSettings engine;
    private final Clock clock;

    /** What it is made of. */
    public PartDrafts(InstalledPlugins installed, SettingsCheck check, SecretSettings secrets, EngineSettings engine,
            Clock clock) {
        this.installed = installed;
        this.check = check;
        this.secrets = secrets;
        this.engine = engine;
        this.clock = clock;
    }

    /**
     * Returns the part, or throws {@code INVALID} for the field at fault.
     *
     * @param present the settings as they are kept now; a secret that is given blank stays
     */
    public Part checked(PartDraft draft, long revision, Map<String, String> present) {
        Identifiers.name("name", draft.name());
        Identifiers.within("nodeLimit", draft.nodeLimit(), 0, 100_000);
        if (!engine.product().seams().contains(draft.seam())) {
            throw EngineException.invalid("seam", "A " + engine.product().label() + " has no parts of the seam "
                + draft.seam().label() + ".").withNextStep("The seams it has: " + engine.product().seams().stream().sorted()
                    .map(SeamKind::label).toList() + ". For the others run the whole platform on the same data.");
        }
        List<Plugin> plugins = installed.plugins();
        Plugin plugin = plugins.stream().filter(each -> each.id().equals(draft.plugin())).findFirst()
            .orElseThrow(() -> EngineException.invalid("plugin", "No plugin '" + draft.plugin() + "' is installed.")
                .withNextStep("The plugins that are: " + plugins.stream().map(Plugin::id).toList() + "."));
        if (plugin.seam().isPresent() && plugin.seam().get() != draft.seam()) {
            throw EngineException.invalid("plugin", plugin.id() + " serves the seam " + plugin.seam().get().label()
                + ", not " + draft.seam().label() + ".");
        }
        int limit = draft.seam() == SeamKind.SCHEDULER && draft.nodeLimit() == 0 ? Part.DEFAULT_NODE_LIMIT
            : draft.nodeLimit();
        Part part = new Part(draft.seam(), draft.name(), draft.plugin(), secrets.sealed(draft.settings(), present,
            plugin), limit, clock.instant(), revision);
        check.check(installed.bundleOf(plugin.id()), plugin.id(), draft.seam().label() + "/" + draft.name(),
            resolved(part));
        return part;
    }

    /** Returns a part's settings as its plugin gets them. */
    public Map<String, String> resolved(Part part) {
        Map<String, String> resolved = PartSettings.resolve(secrets.opened(part.settings()), engine);
        resolved.put(Seam.NAME, part.name());
        return resolved;
    }
}
