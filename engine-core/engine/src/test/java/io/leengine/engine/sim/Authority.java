package io.leengine.engine.sim;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A throwaway certificate authority, by the JDK's own keytool, and what it has issued. */
public final class Authority {
    private static final String ROOT = "root";
    private static final String SECRET = "throwaway";

    private final Path file;

    /** Makes the authority; its keys are kept in a folder. */
    public Authority(Path folder) throws IOException, InterruptedException {
        file = Files.createDirectories(folder).resolve("keys.p12");
        keytool(ROOT, List.of("-ext", "bc:c=ca:true", "-ext", "ku:c=keyCertSign,cRLSign", "-keyalg", "EC", "-groupname",
            "secp256r1", "-validity", "400"));
    }

    /** Issues a certificate on an elliptic curve, valid for 90 days. */
    public Authority issue(String owner, String... hosts) throws IOException, InterruptedException {
        List<String> names = new ArrayList<>();
        for (String host : hosts) {
            names.add("dns:" + host);
        }
        return issue(owner, List.of("-keyalg", "EC", "-groupname", "secp256r1", "-validity", "90", "-ext", "san="
            + String.join(",", names)));
    }

    /** Issues a certificate by keytool's options. */
    public Authority issue(String owner, List<String> options) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("-signer", ROOT));
        all.addAll(options);
        keytool(owner, all);
        return this;
    }

    private void keytool(String alias, List<String> more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair", "-alias", alias, "-dname", "CN=" + alias, "-storetype", "PKCS12", "-keystore", file.toString(),
            "-storepass:env", "STORE_SECRET"));
        command.addAll(more);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("STORE_SECRET", SECRET);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command + ": " + said);
        }
    }

    /** Returns the certificate of the authority itself. */
    public String root() throws IOException, GeneralSecurityException {
        return certificate(ROOT);
    }

    /** Returns a certificate alone. */
    public String certificate(String owner) throws IOException, GeneralSecurityException {
        return pem("CERTIFICATE", store().getCertificate(owner).getEncoded());
    }

    /** Returns a certificate and its issuer's. */
    public String chain(String owner) throws IOException, GeneralSecurityException {
        return certificate(owner) + root();
    }

    /** Returns the key in the form PKCS #8. */
    public String key(String owner) throws IOException, GeneralSecurityException {
        return pem("PRIVATE KEY", store().getKey(owner, SECRET.toCharArray()).getEncoded());
    }

    private KeyStore store() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, SECRET.toCharArray());
        }
        return store;
    }

    private static String pem(String label, byte[] content) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
            + "\n-----END " + label + "-----\n";
    }
}
