package io.leengine.export;

import io.leengine.export.ExportException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.apache.felix.metatype.AD;
import org.apache.felix.metatype.Designate;
import org.apache.felix.metatype.MetaData;
import org.apache.felix.metatype.MetaDataReader;
import org.apache.felix.metatype.OCD;
import org.osgi.service.metatype.AttributeDefinition;

/**
 * A plugin as its Metatype describes it.
 *
 * @param id its factory PID
 * @param settings by their names, in the order they are described
 */
record Plugin(String id, Map<String, AD> settings) {
    /** Given by the engine, to every plugin. */
    private static final String NAME = "leengine.name";
    private static final String FOLDER = "OSGI-INF/metatype/";

    Plugin {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /** Returns what a jar describes. */
    static List<Plugin> of(JarFile jar) throws IOException {
        List<Plugin> plugins = new ArrayList<>();
        List<JarEntry> files = jar.stream().filter(entry -> entry.getName().startsWith(FOLDER)
            && entry.getName().endsWith(".xml")).toList();
        for (JarEntry file : files) {
            try (InputStream in = jar.getInputStream(file)) {
                MetaData described = new MetaDataReader().parse(in);
                for (Object each : described.getDesignates() == null ? List.of() : described.getDesignates()) {
                    Designate designate = (Designate) each;
                    if (designate.getFactoryPid() != null) {
                        plugins.add(new Plugin(designate.getFactoryPid(), settings(described, designate)));
                    }
                }
            }
        }
        return plugins;
    }

    private static Map<String, AD> settings(MetaData described, Designate designate) {
        Map<String, AD> settings = new LinkedHashMap<>();
        OCD type = (OCD) described.getObjectClassDefinitions().get(designate.getObject().getOcdRef());
        if (type != null && type.getAttributeDefinitions() != null) {
            for (Object each : type.getAttributeDefinitions().values()) {
                AD setting = (AD) each;
                settings.put(setting.getID(), setting);
            }
        }
        return settings;
    }

    Optional<Seam> seam() {
        return Seam.ofPlugin(id);
    }

    /** Whether a setting of this name can be given; the part's name cannot. */
    boolean takes(String setting) {
        return settings.containsKey(setting) && !setting.equals(NAME);
    }

    /** Refuses a value that the setting cannot have. What the engine fills in is left to it. */
    void check(Seam seam, String setting, String value) throws ExportException {
        if (!takes(setting)) {
            throw ExportException.refused(id + " has no setting '" + setting + "'", "It has " + settings.keySet().stream()
                .filter(name -> !name.equals(NAME)).collect(Collectors.joining(", ")) + ".");
        }
        AD definition = settings.get(setting);
        if (value.contains("${")) {
            return;
        }
        String wrong = definition.validate(value);
        if (wrong != null && !wrong.isEmpty()) {
            throw ExportException.refused("the setting " + seam.label() + "." + setting + " of " + id + " is "
                + wanted(definition) + ", not '" + value + "'", "It means: " + text(definition.getDescription()));
        }
    }

    private static String wanted(AD setting) {
        if (setting.getOptionValues() != null && setting.getOptionValues().length > 0) {
            return "one of " + String.join(", ", setting.getOptionValues());
        }
        String type = switch (setting.getType()) {
            case AttributeDefinition.INTEGER, AttributeDefinition.SHORT, AttributeDefinition.BYTE,
                AttributeDefinition.LONG -> "a whole number";
            case AttributeDefinition.FLOAT, AttributeDefinition.DOUBLE -> "a number";
            case AttributeDefinition.BOOLEAN -> "true or false";
            default -> "a text";
        };
        if (setting.getMin() != null && setting.getMax() != null) {
            return type + " from " + setting.getMin() + " to " + setting.getMax();
        }
        return setting.getMin() != null ? type + " from " + setting.getMin()
            : setting.getMax() != null ? type + " up to " + setting.getMax() : type;
    }

    /** Refuses settings in which one is missing that has no default. */
    void checkComplete(Seam seam, String part, Map<String, String> given) throws ExportException {
        for (AD setting : settings.values()) {
            boolean has = given.containsKey(setting.getID()) || setting.getDefaultValue() != null;
            if (setting.isRequired() && !has && takes(setting.getID())) {
                throw new ExportException(Reason.REFUSED, "the " + seam.label() + " '" + part + "' needs the setting '"
                    + setting.getID() + "' of " + id + ": " + text(setting.getName()) + ". "
                    + text(setting.getDescription()), "Give it: --set " + seam.label() + "." + setting.getID()
                    + "=VALUE", null);
            }
        }
    }

    private static String text(String text) {
        return text == null ? "" : text;
    }
}
