package io.leengine.distro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import aQute.bnd.header.Attrs;
import aQute.bnd.header.Parameters;
import aQute.bnd.osgi.Analyzer;
import aQute.bnd.osgi.Clazz;
import aQute.bnd.osgi.Constants;
import aQute.bnd.osgi.Descriptors.TypeRef;
import aQute.bnd.osgi.Jar;
import aQute.bnd.version.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who implements an exported type is said on it, and comes out right in the ranges that bundles import. */
class ContractTypesIT {
    private static final Path BUNDLES = Path.of(System.getProperty("leengine.distribution"), "bundles");
    private static final String CONSUMER = "org.osgi.annotation.versioning.ConsumerType";
    private static final String PROVIDER = "org.osgi.annotation.versioning.ProviderType";

    /** What the engine supplies; plugins implement every other interface of the SPI. */
    private static final Set<String> SUPPLIED = Set.of("io.leengine.spi.builder.BuildListener",
            "io.leengine.spi.bus.BusEvent", "io.leengine.spi.scheduler.InstanceEvent");

    @Test
    void everyExportedInterfaceSaysWhoImplementsIt() throws Exception {
        List<String> wrong = new ArrayList<>();
        int seen = 0;
        for (Path file : ours()) {
            try (Jar jar = new Jar(file.toFile()); Analyzer analyzer = new Analyzer(jar)) {
                analyzer.analyze();
                for (Clazz type : exported(jar, analyzer)) {
                    boolean consumer = annotations(type).contains(CONSUMER);
                    boolean provider = annotations(type).contains(PROVIDER);
                    boolean open = type.isInterface() || type.isAbstract() && !type.isEnum();
                    if (open && !type.isAnnotation() && consumer == provider) {
                        wrong.add(type + " is open and has " + (consumer ? "both annotations" : "neither annotation"));
                    }
                    seen += open ? 1 : 0;
                }
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(seen > 20, "only " + seen + " types were looked at");
    }

    @Test
    void pluginsImplementTheSpiButForWhatTheEngineSupplies() throws Exception {
        Set<String> supplied = new TreeSet<>();
        Path spi = ours().stream().filter(file -> file.getFileName().toString().startsWith("leengine-spi")).findFirst()
                .orElseThrow();
        try (Jar jar = new Jar(spi.toFile()); Analyzer analyzer = new Analyzer(jar)) {
            analyzer.analyze();
            for (Clazz type : exported(jar, analyzer)) {
                if (annotations(type).contains(PROVIDER)) {
                    assertTrue(type.isInterface(), type + " is final and needs no annotation");
                    supplied.add(type.getFQN());
                }
            }
        }
        assertEquals(new TreeSet<>(SUPPLIED), supplied);
    }

    @Test
    void pluginsImportTheSpiUpToItsNextMajorVersion() throws Exception {
        Map<String, Version> spi = new TreeMap<>();
        Map<String, Parameters> imports = new TreeMap<>();
        for (Path file : ours()) {
            try (Jar jar = new Jar(file.toFile())) {
                var main = jar.getManifest().getMainAttributes();
                imports.put(jar.getBsn(), new Parameters(main.getValue(Constants.IMPORT_PACKAGE)));
                if (jar.getBsn().equals("leengine-spi")) {
                    new Parameters(main.getValue(Constants.EXPORT_PACKAGE)).forEach(
                        (name, attributes) -> spi.put(name, Version.parseVersion(attributes.getVersion())));
                }
            }
        }
        assertFalse(spi.isEmpty());
        // The only one that implements what is supplied; the SPI imports what it exports, and sits on both sides.
        String supplier = "leengine-engine";
        imports.remove("leengine-spi");
        List<String> wrong = new ArrayList<>();
        imports.forEach((bundle, packages) -> spi.forEach((name, version) -> {
            Attrs attributes = packages.get(name);
            boolean supplies = bundle.equals(supplier) && name.equals("io.leengine.spi.builder");
            String wanted = "[" + version.getMajor() + "." + version.getMinor() + ","
                    + (supplies ? version.getMajor() + "." + (version.getMinor() + 1) : version.getMajor() + 1) + ")";
            if (attributes != null && !attributes.getVersion().equals(wanted)) {
                wrong.add(bundle + " imports " + name + " " + attributes.getVersion() + ", not " + wanted);
            }
        }));
        assertEquals(List.of(), wrong);
        assertTrue(imports.get(supplier).containsKey("io.leengine.spi.builder"));
    }

    private static List<Clazz> exported(Jar jar, Analyzer analyzer) throws Exception {
        Set<String> packages = new Parameters(jar.getManifest().getMainAttributes().getValue(Constants.EXPORT_PACKAGE))
                .keySet().stream().filter(name -> name.startsWith("io.leengine.")).collect(Collectors.toSet());
        return analyzer.getClassspace().values().stream()
                .filter(type -> type.isPublic() && packages.contains(type.getClassName().getPackageRef().getFQN()))
                .toList();
    }

    private static Set<String> annotations(Clazz type) {
        return type.annotations() == null ? Set.of()
                : type.annotations().stream().map(TypeRef::getFQN).collect(Collectors.toSet());
    }

    private static List<Path> ours() throws Exception {
        try (Stream<Path> files = Files.list(BUNDLES)) {
            return files.filter(file -> file.getFileName().toString().startsWith("leengine-")).toList();
        }
    }
}
