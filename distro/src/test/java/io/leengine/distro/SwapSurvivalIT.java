package io.leengine.distro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import jdk.security.jarsigner.JarSigner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What was swapped stays over restarts, until the distribution brings another one; and only what is trusted gets in. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SwapSurvivalIT {
    private static final String NAME = TestPlugin.NAME;

    private Path temp;
    private Path distribution;
    private LiveEngine engine;
    private Swaps swaps;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        temp = folder;
        distribution = temp.resolve("distribution");
        copy(LiveEngine.EXPORTED, distribution);
        engine = new LiveEngine(distribution, "");
        swaps = new Swaps(engine);
    }

    @AfterAll
    void end() throws Exception {
        if (engine != null) {
            engine.end();
        }
    }

    /** The archives of classes would not fit a distribution that changes. */
    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.filter(path -> !path.startsWith(from.resolve("cache"))).toList()) {
                Path target = to.resolve(from.relativize(each));
                if (Files.isDirectory(each)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(each, target, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    private Path own() throws IOException {
        try (Stream<Path> files = Files.list(distribution.resolve("bundles"))) {
            return files.filter(each -> each.getFileName().toString().startsWith(NAME + "-")).findFirst().orElseThrow();
        }
    }

    @Test
    void whatWasSwappedRunsAfterARestart() throws Exception {
        swaps.restore(NAME);
        swaps.done(swaps.install(TestPlugin.of("6.0.0").build()));
        for (int i = 0; i < 2; i++) {
            engine.stopAndStart(() -> { });
            assertEquals("6.0.0", swaps.version(NAME));
        }
        swaps.done(swaps.rollBack(NAME));
        engine.stopAndStart(() -> { });
        assertTrue(swaps.version(NAME).startsWith("0.1.0"), swaps.version(NAME));
    }

    @Test
    void anotherFileOfTheDistributionWins() throws Exception {
        swaps.restore(NAME);
        byte[] before = Files.readAllBytes(own());
        swaps.done(swaps.install(TestPlugin.of("6.1.0").build()));
        engine.stopAndStart(() -> Files.write(own(), TestPlugin.of("6.1.1").build()));
        assertEquals("6.1.1", swaps.version(NAME));
        assertFalse(swaps.bundle(NAME).body().path("installed").asBoolean());
        assertTrue(engine.said().contains("the installed bundle " + NAME + " is given up: the distribution has brought "
                + "another one"));
        engine.stopAndStart(() -> Files.write(own(), before));
        assertTrue(swaps.version(NAME).startsWith("0.1.0"), swaps.version(NAME));
    }

    @Test
    void oneThatCanNoLongerStartGivesItsPlaceBack(@TempDir Path folder) throws Exception {
        swaps.restore(NAME);
        Path broken = folder.resolve("broken");
        swaps.done(swaps.install(TestPlugin.of("6.2.0").start("if (Files.exists(Path.of(\"" + broken
                + "\"))) throw new IllegalStateException(\"not here any more\");").build()));
        engine.stopAndStart(() -> Files.createFile(broken));
        assertTrue(swaps.version(NAME).startsWith("0.1.0"), swaps.version(NAME));
        assertTrue(engine.said().contains("not here any more"));
        engine.stopAndStart(() -> Files.delete(broken));
        assertTrue(swaps.version(NAME).startsWith("0.1.0"), "it is given up for good: " + swaps.version(NAME));
        assertEquals(1, swaps.state().bundles().get(NAME).split(",").length);
    }

    @Test
    void oneWhoseFileIsDamagedGivesItsPlaceBack() throws Exception {
        swaps.restore(NAME);
        byte[] jar = TestPlugin.of("6.3.0").build();
        swaps.done(swaps.install(jar));
        Path kept = engine.data().resolve("bundles").resolve(Swaps.digest(jar).replace("sha256:", "") + ".jar");
        engine.stopAndStart(() -> Files.write(kept, Arrays.copyOf(jar, jar.length / 2)));
        assertTrue(swaps.version(NAME).startsWith("0.1.0"), swaps.version(NAME));
        swaps.done(swaps.install(jar));
        engine.stopAndStart(() -> Files.delete(kept));
        assertTrue(swaps.version(NAME).startsWith("0.1.0"), swaps.version(NAME));
    }

    @Test
    void onlyWhatIsTrustedGetsIn() throws Exception {
        swaps.restore(NAME);
        byte[] plain = TestPlugin.of("6.4.0").build();
        byte[] signed = sign(TestPlugin.of("6.4.1").build(), "vendor");
        rule("digest");
        swaps.refused(swaps.install(plain), 403, "is not listed in", swaps.state());
        Files.writeString(engine.data().resolve("trusted-digests"), Swaps.digest(plain).replace("sha256:", "") + " mine\n");
        swaps.done(swaps.install(plain));
        swaps.done(swaps.rollBack(NAME));
        rule("signed");
        swaps.refused(swaps.install(plain), 403, "It is not signed", swaps.state());
        swaps.refused(swaps.install(signed), 403, "Its signer's certificate is not listed", swaps.state());
        Files.writeString(engine.data().resolve("trusted-certificates.pem"), certificate("vendor"));
        swaps.refused(swaps.install(sign(TestPlugin.of("6.4.2").build(), "stranger")), 403, "Its signer's certificate is not "
                + "listed", swaps.state());
        swaps.done(swaps.install(signed));
        assertEquals("6.4.1", swaps.version(NAME));
        // What the distribution brought is trusted with it, signed or not.
        swaps.done(swaps.rollBack(NAME));
        rule("any");
    }

    private void rule(String rule) throws Exception {
        engine.stopAndStart(() -> {
            Path file = engine.data().resolve("leengine.properties");
            Files.writeString(file, Files.readString(file) + "\nleengine.bundles.trust=" + rule + "\n");
        });
    }

    private KeyStore keys(String name) throws Exception {
        Path file = temp.resolve(name + ".p12");
        if (!Files.exists(file)) {
            Programs.run(List.of(Path.of(System.getProperty("java.home"), "bin/keytool").toString(), "-genkeypair", "-alias",
                    name, "-keyalg", "EC", "-dname", "CN=" + name, "-storetype", "PKCS12", "-storepass", "changeit",
                    "-keystore", file.toString()));
        }
        return KeyStore.getInstance(file.toFile(), "changeit".toCharArray());
    }

    private String certificate(String name) throws Exception {
        return "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(keys(name).getCertificate(name)
                .getEncoded()) + "\n-----END CERTIFICATE-----\n";
    }

    private byte[] sign(byte[] jar, String name) throws Exception {
        Path file = Files.write(temp.resolve("unsigned.jar"), jar);
        PrivateKey key = (PrivateKey) keys(name).getKey(name, "changeit".toCharArray());
        CertificateFactory certificates = CertificateFactory.getInstance("X.509");
        var path = certificates.generateCertPath(List.of(certificates.generateCertificate(new ByteArrayInputStream(
                keys(name).getCertificate(name).getEncoded()))));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipFile unsigned = new ZipFile(file.toFile())) {
            new JarSigner.Builder(key, path).build().sign(unsigned, out);
        }
        return out.toByteArray();
    }
}
