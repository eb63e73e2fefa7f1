package io.leengine.scheduler.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * What a server on 127.0.0.1 has to have.
 *
 * @param tls with a certificate of its own
 * @param ca who has signed that, in PEM form
 */
record ServerKeys(SSLContext tls, String ca) {
    private static final char[] PASSWORD = "password".toCharArray();

    /**
     * Makes them.
     *
     * @param start when the certificate begins to be valid, as keytool takes it
     * @param days how long it is
     */
    static ServerKeys make(Path folder, String start, int days) throws Exception {
        Path file = folder.resolve("keys.p12");
        keytool(file, "-alias", "ca", "-dname", "CN=ca", "-ext", "bc:critical=ca:true", "-validity", "3650");
        keytool(file, "-alias", "server", "-dname", "CN=localhost", "-ext", "san=ip:127.0.0.1", "-signer", "ca",
            "-startdate", start, "-validity", String.valueOf(days));
        KeyStore both = KeyStore.getInstance(file.toFile(), PASSWORD);
        String ca = "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'})
            .encodeToString(both.getCertificate("ca").getEncoded()) + "\n-----END CERTIFICATE-----\n";
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, PASSWORD);
        own.setKeyEntry("server", both.getKey("server", PASSWORD), PASSWORD, both.getCertificateChain("server"));
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(own, PASSWORD);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        return new ServerKeys(tls, ca);
    }

    private static void keytool(Path store, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair", "-keyalg", "EC", "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass",
            new String(PASSWORD)));
        command.addAll(List.of(arguments));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, keytool.waitFor(), said);
    }
}
