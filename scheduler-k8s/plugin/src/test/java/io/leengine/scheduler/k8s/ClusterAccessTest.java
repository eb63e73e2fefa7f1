package io.leengine.scheduler.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterAccessTest {
    private static final String GOOD = """
        apiVersion: v1
        kind: Config
        current-context: here
        contexts:
        - {name: elsewhere, context: {cluster: c2, user: u2}}
        - {name: here, context: {cluster: c, user: u}}
        clusters:
        - {name: c, cluster: {server: "https://10.0.0.1:6443", certificate-authority-data: Y2E=}}
        users:
        - {name: u, user: {token: a-secret-token}}
        """;

    private static EngineException refused(String kubeconfig) {
        EngineException refused = assertThrows(EngineException.class, () -> ClusterAccess.of(kubeconfig));
        assertEquals(ErrorCode.INVALID, refused.code());
        assertFalse(refused.getMessage().contains("a-secret-token"), "it may be logged");
        return refused;
    }

    @Test
    void aKubeconfigsCurrentContextCounts() {
        ClusterAccess access = ClusterAccess.of(GOOD);
        assertEquals(URI.create("https://10.0.0.1:6443"), access.server());
        assertEquals("Y2E=", access.ca());
        assertEquals("a-secret-token", access.token());
        assertFalse(access.toString().contains("secret"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        current-context: here | current-context: nowhere | names no context 'nowhere'
        cluster: c, | cluster: c9, | names no cluster 'c9'
        user: u} | user: u9} | names no user 'u9'
        token: a-secret-token | token-file: /etc/passwd, tokenFile: /etc/passwd | names files
        certificate-authority-data: Y2E= | certificate-authority: /etc/ca.crt | names files
        token: a-secret-token | exec: {command: touch, args: [/tmp/x], apiVersion: v1} | has a program fetch its credentials
        token: a-secret-token | username: x, password: a-secret-token | has a name and a password
        certificate-authority-data: Y2E= | insecure-skip-tls-verify: true | says insecure-skip-tls-verify
        certificate-authority-data: Y2E= | certificate-authority-data: Y2E=, tls-server-name: a.b | says tls-server-name
        certificate-authority-data: Y2E= | certificate-authority-data: Y2E=, proxy-url: "http://p:1" | names a proxy
        """)
    void whatItMustNotSayIsRefused(String from, String to, String told) {
        EngineException refused = refused(GOOD.replace(from, to));
        assertEquals("kubeconfig", refused.field().orElseThrow());
        assertTrue(refused.getMessage().contains(told), refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"'{'", "'- a\n- b'", "''", "'just words'", "'a: [b: c: d'"})
    void whatIsNoKubeconfigIsRefused(String text) {
        assertEquals("kubeconfig", refused(text).field().orElseThrow());
    }

    @Test
    void withoutCredentialsThereIsNoAccess() {
        assertEquals("token", refused(GOOD.replace("token: a-secret-token", "as: nobody")).field().orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({"http://10.0.0.1:6443", "10.0.0.1:6443", "https://user@10.0.0.1", "'https://10.0.0.1 :6443'"})
    void theAddressMustBeHttps(String address) {
        EngineException refused = assertThrows(EngineException.class, () -> ClusterAccess.of(address, "", "token"));
        assertEquals("address", refused.field().orElseThrow());
    }

    @Test
    void oneOfThemMustBeGiven() {
        assertEquals("kubeconfig", assertThrows(EngineException.class, () -> ClusterAccess.of("", "", "token")).field()
            .orElseThrow());
    }
}
