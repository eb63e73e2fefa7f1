package io.leengine.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.leengine.export.ExportException.Reason;
import io.leengine.export.Library.Coordinates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.cyclonedx.Version;
import org.cyclonedx.exception.GeneratorException;
import org.cyclonedx.generators.BomGeneratorFactory;
import org.cyclonedx.model.Bom;
import org.cyclonedx.model.Component;
import org.cyclonedx.model.Dependency;
import org.cyclonedx.model.Hash;
import org.cyclonedx.model.License;
import org.cyclonedx.model.LicenseChoice;
import org.cyclonedx.model.Metadata;

/**
 * The list of all that a distribution consists of, as CycloneDX 1.6: {@code bom.json}. It names no time and no serial
 * number, so that the same content makes the same list.
 */
final class BillOfMaterials {
    static final String FILE = "bom.json";
    private static final String ROOT = "distribution";

    private BillOfMaterials() {
    }

    /**
     * Returns the file's text.
     *
     * @param uses paths of bundles that a bundle is wired to, by its path
     */
    static String text(Lock lock, List<Library> libraries, SortedMap<String, List<String>> uses) throws ExportException {
        Bom bom = new Bom();
        Metadata metadata = new Metadata();
        metadata.setTimestamp(null);
        Component root = new Component();
        root.setType(Component.Type.PLATFORM);
        root.setBomRef(ROOT);
        root.setName("leengine-" + lock.name());
        root.setVersion(lock.version());
        metadata.setComponent(root);
        bom.setMetadata(metadata);
        Dependency all = new Dependency(ROOT);
        for (Library library : libraries) {
            bom.addComponent(component(library));
            all.addDependency(new Dependency(library.path()));
        }
        bom.addDependency(all);
        uses.forEach((user, used) -> {
            Dependency dependency = new Dependency(user);
            used.forEach(path -> dependency.addDependency(new Dependency(path)));
            bom.addDependency(dependency);
        });
        try {
            return BomGeneratorFactory.createJson(Version.VERSION_16, bom).toJsonString(true).replace("\r\n", "\n") + "\n";
        } catch (GeneratorException e) {
            throw new ExportException(Reason.FAILED, "cannot write " + FILE + ": " + e.getMessage(), "", e);
        }
    }

    private static Component component(Library library) {
        Component component = new Component();
        component.setType(Component.Type.LIBRARY);
        component.setBomRef(library.path());
        library.coordinates().ifPresent(coordinates -> {
            component.setGroup(coordinates.group());
            component.setPurl(coordinates.purl());
        });
        component.setName(library.shownName());
        if (!library.shownVersion().isEmpty()) {
            component.setVersion(library.shownVersion());
        }
        component.addHash(new Hash(Hash.Algorithm.SHA_256, library.sha256()));
        if (!library.licences().isEmpty()) {
            component.setLicenses(choice(library.licences()));
        }
        library.nested().forEach(each -> component.addComponent(component(each)));
        return component;
    }

    private static LicenseChoice choice(List<Licence> licences) {
        LicenseChoice choice = new LicenseChoice();
        for (Licence licence : licences) {
            License license = new License();
            if (licence.id().isEmpty()) {
                license.setName(licence.label());
            } else {
                license.setId(licence.id());
            }
            if (!licence.url().isEmpty()) {
                license.setUrl(licence.url());
            }
            choice.addLicense(license);
        }
        return choice;
    }

    /** Reads the list of a base: it knows where the base's jars come from. */
    static KnownLibraries read(Path home) throws ExportException {
        Path file = home.resolve(FILE);
        Map<String, KnownLibraries.Known> known = new HashMap<>();
        try {
            if (Files.exists(file)) {
                collect(JsonMapper.builder().build().readTree(Files.readString(file)).path("components"), known);
            }
        } catch (JsonProcessingException e) {
            throw new ExportException(Reason.REFUSED, file + " cannot be read: " + e.getOriginalMessage(), "Unpack the "
                + "distribution again.", e);
        } catch (IOException e) {
            throw new ExportException(Reason.FAILED, "cannot read " + file + ": " + e.getMessage(), "", e);
        }
        return (sha256, size) -> Optional.ofNullable(known.get(sha256));
    }

    private static void collect(JsonNode components, Map<String, KnownLibraries.Known> known) {
        for (JsonNode component : components) {
            if (component.has("purl")) {
                known.put(component.path("hashes").path(0).path("content").asText(), new KnownLibraries.Known(
                    new Coordinates(component.path("group").asText(), component.path("name").asText(),
                        component.path("version").asText()), licences(component.path("licenses"))));
            }
            collect(component.path("components"), known);
        }
    }

    private static List<Licence> licences(JsonNode choices) {
        List<Licence> licences = new ArrayList<>();
        for (JsonNode choice : choices) {
            JsonNode license = choice.path("license");
            licences.add(new Licence(license.path("id").asText(), license.path("name").asText(),
                license.path("url").asText()));
        }
        return licences;
    }
}
