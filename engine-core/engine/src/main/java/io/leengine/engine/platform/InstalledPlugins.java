package io.leengine.engine.platform;

import io.leengine.engine.Platform.Plugin;
import io.leengine.engine.Platform.Setting;
import io.leengine.engine.bundle.LiveBundles;
import io.leengine.engine.domain.SeamKind;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.ObjectClassDefinition;

/** What the framework has installed: bundles, and the plugins in them as their Metatype describes them. */
public final class InstalledPlugins {
    private static final String PREFIX = "io.leengine.";

    private final BundleContext framework;
    private final MetaTypeService metatypes;

    /** Of a framework. */
    public InstalledPlugins(BundleContext framework, MetaTypeService metatypes) {
        this.framework = framework;
        this.metatypes = metatypes;
    }

    List<Plugin> plugins() {
        Map<String, Plugin> plugins = new TreeMap<>();
        for (Bundle bundle : framework.getBundles()) {
            MetaTypeInformation information = metatypes.getMetaTypeInformation(bundle);
            if (information != null) {
                for (String pid : information.getFactoryPids()) {
                    // A bundle that was replaced stays a while, stopped, beside its successor.
                    if (bundle.getState() == Bundle.ACTIVE || !plugins.containsKey(pid)) {
                        plugins.put(pid, plugin(bundle, pid, information.getObjectClassDefinition(pid, null)));
                    }
                }
            }
        }
        return List.copyOf(plugins.values());
    }

    private static Plugin plugin(Bundle bundle, String pid, ObjectClassDefinition definition) {
        Set<String> required = new HashSet<>();
        for (AttributeDefinition attribute : attributes(definition, ObjectClassDefinition.REQUIRED)) {
            required.add(attribute.getID());
        }
        List<Setting> settings = attributes(definition, ObjectClassDefinition.ALL).stream()
            .map(attribute -> new Setting(attribute.getID(), attribute.getName(), text(attribute.getDescription()),
                type(attribute.getType()), required.contains(attribute.getID()),
                attribute.getDefaultValue() == null ? List.of() : List.of(attribute.getDefaultValue()))).toList();
        return new Plugin(pid, seam(pid), bundle.getSymbolicName(), bundle.getVersion().toString(),
            LiveBundles.state(bundle), List.of(), text(definition.getDescription()), settings);
    }

    private static List<AttributeDefinition> attributes(ObjectClassDefinition definition, int filter) {
        AttributeDefinition[] attributes = definition.getAttributeDefinitions(filter);
        return attributes == null ? List.of() : Arrays.asList(attributes);
    }

    private static String text(String text) {
        return text == null ? "" : text;
    }

    private static Optional<SeamKind> seam(String pid) {
        if (!pid.startsWith(PREFIX)) {
            return Optional.empty();
        }
        String word = pid.substring(PREFIX.length()).split("\\.")[0];
        return Arrays.stream(SeamKind.values())
            .filter(kind -> kind.label().replace("-", "").startsWith(word)).findFirst();
    }

    private static String type(int type) {
        return switch (type) {
            case AttributeDefinition.INTEGER, AttributeDefinition.SHORT, AttributeDefinition.BYTE -> "integer";
            case AttributeDefinition.LONG -> "long";
            case AttributeDefinition.BOOLEAN -> "boolean";
            case AttributeDefinition.DOUBLE, AttributeDefinition.FLOAT -> "number";
            case AttributeDefinition.PASSWORD -> "password";
            default -> "string";
        };
    }

    /** Returns the running bundle that has a plugin, or throws {@code UNAVAILABLE}. */
    Bundle bundleOf(String plugin) {
        return Arrays.stream(framework.getBundles()).filter(bundle -> {
            MetaTypeInformation information = metatypes.getMetaTypeInformation(bundle);
            return information != null && List.of(information.getFactoryPids()).contains(plugin);
        }).max(Comparator.comparing(bundle -> bundle.getState() == Bundle.ACTIVE))
            .orElseThrow(() -> new EngineException(ErrorCode.UNAVAILABLE, "No bundle has the plugin " + plugin + "."));
    }
}
