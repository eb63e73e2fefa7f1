package io.leengine.export;

import io.leengine.export.ExportException.Reason;
import io.leengine.export.Library.Coordinates;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * The local repository that the build took its libraries from: tells which library a jar is, by its content, and under
 * which licence, by its description or that of its parents.
 */
final class MavenRepository implements KnownLibraries {
    private static final int MOST_PARENTS = 10;

    private final Path root;
    private final Licence.Register register;
    private final Map<Long, List<Path>> jars = new HashMap<>();

    MavenRepository(Path root, Licence.Register register) throws ExportException {
        this.root = root;
        this.register = register;
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.filter(path -> path.toString().endsWith(".jar")).sorted().toList()) {
                jars.computeIfAbsent(Files.size(file), size -> new ArrayList<>()).add(file);
            }
        } catch (IOException e) {
            throw new ExportException(Reason.FAILED, "cannot list " + root + ": " + e.getMessage(), "", e);
        }
    }

    @Override
    public Optional<Known> find(String sha256, long size) throws IOException {
        for (Path file : jars.getOrDefault(size, List.of())) {
            if (Digests.of(file).equals(sha256)) {
                Path version = file.getParent();
                String group = root.relativize(version.getParent().getParent()).toString().replace('/', '.');
                Coordinates coordinates = new Coordinates(group, version.getParent().getFileName().toString(),
                    version.getFileName().toString());
                return Optional.of(new Known(coordinates, licences(coordinates, 0)));
            }
        }
        return Optional.empty();
    }

    private List<Licence> licences(Coordinates coordinates, int depth) throws IOException {
        Path file = root.resolve(coordinates.group().replace('.', '/')).resolve(coordinates.artifact())
            .resolve(coordinates.version()).resolve(coordinates.artifact() + "-" + coordinates.version() + ".pom");
        if (depth > MOST_PARENTS || !Files.exists(file)) {
            return List.of();
        }
        Element project = parse(file);
        List<Licence> licences = new ArrayList<>();
        for (Element licence : children(child(project, "licenses"), "license")) {
            licences.add(register.of(text(licence, "name"), text(licence, "url")));
        }
        Optional<Element> parent = child(project, "parent");
        if (!licences.isEmpty() || parent.isEmpty()) {
            return licences;
        }
        return licences(new Coordinates(text(parent.get(), "groupId"), text(parent.get(), "artifactId"),
            text(parent.get(), "version")), depth + 1);
    }

    private static Element parse(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
            factory.setExpandEntityReferences(false);
            return factory.newDocumentBuilder().parse(in).getDocumentElement();
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private static Optional<Element> child(Element parent, String name) {
        return children(Optional.of(parent), name).stream().findFirst();
    }

    private static List<Element> children(Optional<Element> parent, String name) {
        List<Element> found = new ArrayList<>();
        for (Node node = parent.map(Node::getFirstChild).orElse(null); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getNodeName().equals(name)) {
                found.add(element);
            }
        }
        return found;
    }

    private static String text(Element parent, String name) {
        return child(parent, name).map(Element::getTextContent).map(String::trim).orElse("");
    }
}
