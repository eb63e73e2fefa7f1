package io.leengine.rest.view;

import io.leengine.engine.Platform;
import java.util.List;

/** One setting of a plugin. */
@Doc("One setting of a plugin.")
public record PluginSettingView(@Doc("The property.") String name, String label, String description,
        @Doc(value = "`string`, `integer`, `long`, `boolean` or `password`.", example = "string") String type,
        boolean required, @Doc("Its default values.") List<String> defaults) {
    static PluginSettingView of(Platform.Setting setting) {
        return new PluginSettingView(setting.name(), setting.label(), setting.description(), setting.type(),
            setting.required(), setting.defaults());
    }
}
