package io.leengine.distro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.puppycrawl.tools.checkstyle.Checker;
import com.puppycrawl.tools.checkstyle.ConfigurationLoader;
import com.puppycrawl.tools.checkstyle.PropertiesExpander;
import com.puppycrawl.tools.checkstyle.api.AuditEvent;
import com.puppycrawl.tools.checkstyle.api.AuditListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Shows that the rules the build runs find what they are there for, and let pass what is allowed. */
class SourceRulesIT {
    private static final Path RULES = Path.of("..", "cnf").toAbsolutePath().normalize();
    private static final Path SAMPLES = Path.of("src", "test", "rules", "io", "leengine");

    @TempDir
    Path temp;

    @Test
    void aPluginKnowsTheSpiAlone() throws Exception {
        assertEquals(Set.of("3 ImportControl", "4 ImportControl"), violations("scheduler/local/KnowsTheEngine.java"));
        assertEquals(Set.of("3 ImportControl", "4 ImportControl"), violations("registry/fs/KnowsTheCore.java"));
    }

    @Test
    void theSpiKnowsNoLibrary() throws Exception {
        assertEquals(Set.of("3 ImportControl"), violations("spi/KnowsALibrary.java"));
    }

    @Test
    void theCommandLineMayPrintAndKnowsNoneOfOurs() throws Exception {
        assertEquals(Set.of("3 ImportControl"), violations("cli/KnowsTheModel.java"));
    }

    @Test
    void carelessSourceIsFound() throws Exception {
        assertEquals(Set.of("3 AvoidStarImport", "5 MissingJavadocType", "8 RegexpSinglelineJava", "9 IllegalCatch"),
                violations("engine/Careless.java"));
    }

    /** The script's build leaves tests out, so whoever takes another module's tests must be a test. */
    @Test
    void nothingThatShipsTakesTests() throws Exception {
        List<String> found = new ArrayList<>();
        Path root = RULES.getParent();
        NodeList modules = elements(root.resolve("pom.xml"), "module");
        assertTrue(modules.getLength() > 30, "the modules of the reactor");
        for (int i = 0; i < modules.getLength(); i++) {
            Path pom = root.resolve(modules.item(i).getTextContent()).resolve("pom.xml");
            NodeList dependencies = elements(pom, "dependency");
            for (int j = 0; j < dependencies.getLength(); j++) {
                Element dependency = (Element) dependencies.item(j);
                if (said(dependency, "type").equals("test-jar") && !said(dependency, "scope").equals("test")) {
                    found.add(root.relativize(pom) + ": " + said(dependency, "artifactId"));
                }
            }
        }
        assertEquals(List.of(), found);
    }

    private static String said(Element dependency, String name) {
        NodeList said = dependency.getElementsByTagName(name);
        return said.getLength() == 0 ? "" : said.item(0).getTextContent();
    }

    private static NodeList elements(Path pom, String name) throws Exception {
        return DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(pom.toFile()).getElementsByTagName(name);
    }

    /** Copied out of the folder of tests, whose files are let off some rules. */
    private Set<String> violations(String sample) throws Exception {
        Path file = temp.resolve("io/leengine").resolve(sample);
        Files.createDirectories(file.getParent());
        Files.copy(SAMPLES.resolve(sample), file);
        Files.createFile(file.resolveSibling("package-info.java"));
        Properties properties = new Properties();
        properties.setProperty("leengine.import.control", RULES.resolve("import-control.xml").toString());
        Checker checker = new Checker();
        Found found = new Found();
        try {
            checker.setModuleClassLoader(Checker.class.getClassLoader());
            checker.configure(ConfigurationLoader.loadConfiguration(RULES.resolve("checkstyle.xml").toString(),
                    new PropertiesExpander(properties)));
            checker.addListener(found);
            checker.process(List.of(file.toFile()));
        } finally {
            checker.destroy();
        }
        return found.violations;
    }

    private static final class Found implements AuditListener {
        private final Set<String> violations = new TreeSet<>();

        @Override
        public void addError(AuditEvent event) {
            String source = event.getSourceName();
            violations.add(event.getLine() + " "
                    + source.substring(source.lastIndexOf('.') + 1).replaceFirst("Check$", ""));
        }

        @Override
        public void addException(AuditEvent event, Throwable failure) {
            throw new AssertionError(failure);
        }

        @Override
        public void auditStarted(AuditEvent event) {
        }

        @Override
        public void auditFinished(AuditEvent event) {
        }

        @Override
        public void fileStarted(AuditEvent event) {
        }

        @Override
        public void fileFinished(AuditEvent event) {
        }
    }
}
