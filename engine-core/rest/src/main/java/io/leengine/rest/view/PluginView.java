package io.leengine.rest.view;

import io.leengine.engine.Platform;
import io.leengine.engine.domain.SeamKind;
import java.util.List;
import java.util.Optional;

/** A plugin that is installed. */
@Doc("A plugin that is installed.")
public record PluginView(@Doc("Its component's persistent identity.") String id,
        @Doc("Which seam it serves; absent when unknown.") Optional<String> seam,
        @Doc("The bundle's symbolic name.") String bundle, @Doc("The bundle's version.") String version,
        @Doc(value = "The bundle's state.", example = "active") String state,
        @Doc("The parts it serves, as `seam/name`.") List<String> serves, String description,
        @Doc("What it takes.") List<PluginSettingView> settings) {
    /** Returns the view. */
    public static PluginView of(Platform.Plugin plugin) {
        return new PluginView(plugin.id(), plugin.seam().map(SeamKind::label), plugin.bundle(), plugin.version(),
            plugin.state(), plugin.serves(), plugin.description(), plugin.settings().stream().map(PluginSettingView::of).toList());
    }
}
