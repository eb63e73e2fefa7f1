package io.leengine.engine.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.sim.Authority;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckedCertificateTest {
    @TempDir
    private static Path folder;
    private static Authority authority;

    @BeforeAll
    static void begin() throws Exception {
        authority = new Authority(folder).issue("wild", "*.example.org", "Example.org").issue("other", "other.example.org")
            .issue("rsa", List.of("-keyalg", "RSA", "-keysize", "2048", "-ext", "san=dns:rsa.example.org"))
            .issue("short", List.of("-keyalg", "RSA", "-keysize", "1024", "-ext", "san=dns:short.example.org"))
            .issue("ed", List.of("-keyalg", "Ed25519", "-ext", "san=dns:ed.example.org"))
            .issue("nameless", List.of("-keyalg", "EC", "-groupname", "secp256r1"))
            .issue("client", List.of("-keyalg", "EC", "-groupname", "secp256r1", "-ext", "san=dns:c.example.org", "-ext",
                "eku=clientAuth"));
    }

    private static EngineException refused(String field, String chain, String key) {
        EngineException refusal = assertThrows(EngineException.class, () -> CheckedCertificate.of(chain, key));
        assertEquals(ErrorCode.INVALID, refusal.code());
        assertEquals(Optional.of(field), refusal.field(), refusal.getMessage());
        return refusal;
    }

    @Test
    void aCertificateWithItsKeyAndItsIssuerServes() throws Exception {
        CheckedCertificate checked = CheckedCertificate.of("# my certificate\n" + authority.chain("wild"),
            authority.key("wild"));
        assertEquals(List.of("*.example.org", "example.org"), checked.hosts());
        assertEquals("CN=root", checked.issuer());
        assertEquals(authority.chain("wild"), checked.chain(), "nothing but certificates, as they were");
        assertEquals(authority.key("wild"), checked.key());
        assertEquals(64, checked.fingerprint().length());
        assertTrue(checked.notAfter().isAfter(Instant.now().plus(Duration.ofDays(89))));
        assertFalse(checked.toString().contains("PRIVATE"), checked.toString());
        assertEquals(List.of("rsa.example.org"), CheckedCertificate.of(authority.chain("rsa"), authority.key("rsa")).hosts());
        assertEquals(List.of("ed.example.org"), CheckedCertificate.of(authority.chain("ed"), authority.key("ed")).hosts());
    }

    @Test
    void theKeyMustBelongToTheFirst() throws Exception {
        String key = authority.key("other");
        EngineException refusal = refused("key", authority.chain("wild"), key);
        assertFalse(refusal.getMessage().contains(key.lines().skip(1).findFirst().orElseThrow()));
        refused("key", authority.chain("rsa"), key);
        refused("key", authority.chain("wild"), authority.certificate("wild"));
        refused("key", authority.chain("wild"), "secret");
        refused("key", authority.chain("wild"), authority.key("wild") + authority.key("wild"));
        refused("key", authority.chain("wild"), authority.key("wild").replace("PRIVATE KEY", "EC PRIVATE KEY"));
        EngineException encrypted = refused("key", authority.chain("wild"),
            authority.key("wild").replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"));
        assertTrue(encrypted.nextStep().orElseThrow().contains("openssl pkcs8"));
        refused("key", authority.chain("wild"), "x".repeat(17 << 10));
    }

    @Test
    void theChainMustBeInOrderAndOfCertificatesOnly() throws Exception {
        String key = authority.key("wild");
        refused("chain", authority.root() + authority.certificate("wild"), key);
        refused("chain", authority.certificate("wild") + authority.certificate("other"), key);
        refused("chain", authority.chain("wild") + key, key);
        refused("chain", authority.chain("wild").replace("CERTIFICATE", "PUBLIC KEY"), key);
        refused("chain", "", key);
        refused("chain", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", key);
        refused("chain", authority.root().repeat(11), key);
        refused("chain", "x".repeat(65 << 10), key);
    }

    @Test
    void theFirstMustBeForServersByNameWithAKeyThatIsLongEnough() throws Exception {
        refused("chain", authority.chain("nameless"), authority.key("nameless"));
        refused("chain", authority.chain("client"), authority.key("client"));
        refused("chain", authority.chain("short"), authority.key("short"));
    }
}
