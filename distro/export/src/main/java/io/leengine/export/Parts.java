package io.leengine.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.leengine.export.ExportException.Reason;
import io.leengine.export.Request.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a platform begins with, {@code conf/parts.json}, for the plugins that a distribution has. */
final class Parts {
    static final String FILE = "conf/parts.json";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Selection selection;
    private final List<Setting> settings;
    private final ArrayNode entries;

    private Parts(Selection selection, List<Setting> settings, ArrayNode entries) {
        this.selection = selection;
        this.settings = settings;
        this.entries = entries;
    }

    /**
     * Returns the file's text for a selection; it is that of the base where nothing changes.
     *
     * @param base the file of the base
     */
    static String of(Path base, Selection selection, List<Setting> settings) throws ExportException {
        try {
            String before = Files.exists(base) ? Files.readString(base) : "[]\n";
            if (!(JSON.readTree(before) instanceof ArrayNode entries)) {
                throw ExportException.refused(base + " is no list of parts", "");
            }
            JsonNode unchanged = entries.deepCopy();
            new Parts(selection, settings, entries).adapt();
            return entries.equals(unchanged) ? before : text(entries);
        } catch (JsonProcessingException e) {
            throw new ExportException(Reason.REFUSED, base + " cannot be read: " + e.getOriginalMessage(), "", e);
        } catch (IOException e) {
            throw new ExportException(Reason.FAILED, "cannot read " + base + ": " + e.getMessage(), "", e);
        }
    }

    private static String text(ArrayNode entries) throws JsonProcessingException {
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        return JSON.writer(new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines))
            .writeValueAsString(entries) + "\n";
    }

    private void adapt() throws ExportException {
        for (Map.Entry<Seam, Selection.Swap> swap : selection.swaps().entrySet()) {
            swap(swap.getKey(), swap.getValue().plugin());
        }
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (selection.isGone(entries.get(i).path("plugin").asText())) {
                entries.remove(i);
            }
        }
        for (Setting setting : settings) {
            set(setting);
        }
        for (JsonNode entry : entries) {
            check(entry);
        }
    }

    /** The same plugin in another build keeps its settings; another plugin begins with its own defaults. */
    private void swap(Seam seam, Plugin plugin) {
        boolean any = false;
        for (JsonNode each : entries) {
            ObjectNode entry = (ObjectNode) each;
            if (entry.path("seam").asText().equals(seam.label())) {
                any = true;
                if (!entry.path("plugin").asText().equals(plugin.id())) {
                    entry.put("plugin", plugin.id());
                    entry.putObject("settings");
                }
            }
        }
        if (!any) {
            entries.addObject().put("seam", seam.label()).put("name", "default").put("plugin", plugin.id())
                .putObject("settings");
        }
    }

    private void set(Setting setting) throws ExportException {
        boolean any = false;
        for (JsonNode each : entries) {
            ObjectNode entry = (ObjectNode) each;
            if (entry.path("seam").asText().equals(setting.seam().label())
                    && setting.part().map(entry.path("name").asText()::equals).orElse(true)) {
                plugin(entry).check(setting.seam(), setting.key(), setting.value());
                entry.withObject("/settings").put(setting.key(), setting.value());
                any = true;
            }
        }
        if (!any) {
            throw ExportException.notFound("there is no " + setting.seam().label() + setting.part()
                .map(part -> " '" + part + "'").orElse("") + " to give the setting '" + setting.key() + "' to",
                "Look at " + FILE + " of the base.");
        }
    }

    private void check(JsonNode entry) throws ExportException {
        Seam seam = Seam.of(entry.path("seam").asText());
        Plugin plugin = plugin(entry);
        Map<String, String> given = new TreeMap<>();
        entry.path("settings").properties().forEach(each -> given.put(each.getKey(), each.getValue().asText()));
        for (Map.Entry<String, String> each : given.entrySet()) {
            plugin.check(seam, each.getKey(), each.getValue());
        }
        plugin.checkComplete(seam, entry.path("name").asText(), given);
    }

    private Plugin plugin(JsonNode entry) throws ExportException {
        String id = entry.path("plugin").asText();
        Optional<Plugin> plugin = selection.plugin(id);
        return plugin.orElseThrow(() -> ExportException.refused("the " + entry.path("seam").asText() + " '"
            + entry.path("name").asText() + "' wants the plugin " + id + ", which no bundle here has",
            "Swap the seam to a plugin that is there, or change " + FILE + " of the base."));
    }
}
