package io.leengine.engine.platform;

import io.leengine.model.EngineException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.ObjectClassDefinition;

/** Checks settings against what a plugin's Metatype says it takes. */
public final class SettingsCheck {
    private final MetaTypeService metatypes;

    /** Asks this service what plugins take. */
    public SettingsCheck(MetaTypeService metatypes) {
        this.metatypes = metatypes;
    }

    /** Returns the plugins in a bundle, which need not be started. */
    public List<String> plugins(Bundle bundle) {
        MetaTypeInformation information = metatypes.getMetaTypeInformation(bundle);
        return information == null ? List.of() : List.of(information.getFactoryPids());
    }

    /**
     * Refuses the first setting that a plugin would not take.
     *
     * @param part named in the refusal
     * @param settings as the plugin would get them
     */
    public void check(Bundle bundle, String plugin, String part, Map<String, String> settings) {
        ObjectClassDefinition definition =
            metatypes.getMetaTypeInformation(bundle).getObjectClassDefinition(plugin, null);
        for (AttributeDefinition each : attributes(definition, ObjectClassDefinition.REQUIRED)) {
            if (!settings.containsKey(each.getID()) && each.getDefaultValue() == null) {
                throw EngineException.invalid(each.getID(), "The part " + part + " has no '" + each.getID() + "', which "
                    + plugin + " of " + bundle.getVersion() + " needs: " + each.getDescription());
            }
        }
        for (AttributeDefinition each : attributes(definition, ObjectClassDefinition.ALL)) {
            String value = settings.get(each.getID());
            String wrong = value == null ? "" : wrong(each, value);
            if (wrong != null && !wrong.isEmpty()) {
                throw EngineException.invalid(each.getID(), "The part " + part + " has '" + each.getID() + "' = '"
                    + shown(each, value) + "', which " + plugin + " of " + bundle.getVersion() + " does not take: " + wrong);
            }
        }
    }

    private static String shown(AttributeDefinition definition, String value) {
        return definition.getType() == AttributeDefinition.PASSWORD ? "(secret)" : value;
    }

    private static String wrong(AttributeDefinition definition, String value) {
        try {
            switch (definition.getType()) {
                case AttributeDefinition.INTEGER -> Integer.parseInt(value);
                case AttributeDefinition.LONG -> Long.parseLong(value);
                case AttributeDefinition.DOUBLE, AttributeDefinition.FLOAT -> Double.parseDouble(value);
                case AttributeDefinition.BOOLEAN -> {
                    if (!value.equals("true") && !value.equals("false")) {
                        return "it is neither true nor false.";
                    }
                }
                default -> { }
            }
        } catch (NumberFormatException e) {
            return "it is no number.";
        }
        // A list of values is one text with commas, which only the plugin can cut: each of them is checked by it.
        return definition.getCardinality() == 0 ? definition.validate(value) : "";
    }

    private static List<AttributeDefinition> attributes(ObjectClassDefinition definition, int filter) {
        AttributeDefinition[] attributes = definition.getAttributeDefinitions(filter);
        return attributes == null ? List.of() : Arrays.asList(attributes);
    }
}
