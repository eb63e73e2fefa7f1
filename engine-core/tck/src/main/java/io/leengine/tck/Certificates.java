package io.leengine.tck;

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
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A throwaway certificate authority, by the JDK's own keytool, and what it has issued. */
public final class Certificates {
    private static final String AUTHORITY = "authority";
    private static final String SECRET = "throwaway";

    private final Path file;

    /** Makes the authority; its keys are kept in a folder. */
    public Certificates(Path folder) throws IOException, InterruptedException {
        this.file = Files.createDirectories(folder).resolve("keys.p12");
        keytool(AUTHORITY, List.of("-ext", "bc:c=ca:true", "-ext", "ku:c=keyCertSign,cRLSign"));
    }

    /** Issues a certificate for both ends of a connection. @param names such as {@code ip:127.0.0.1,dns:localhost} */
    public Certificates issue(String owner, String names) throws IOException, InterruptedException {
        List<String> more = new ArrayList<>(List.of("-signer", AUTHORITY, "-ext", "eku=serverAuth,clientAuth"));
        if (!names.isEmpty()) {
            more.addAll(List.of("-ext", "san=" + names));
        }
        keytool(owner, more);
        return this;
    }

    private void keytool(String alias, List<String> more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair", "-alias", alias, "-dname", "CN=" + alias, "-keyalg", "EC", "-groupname", "secp256r1",
            "-validity", "2", "-storetype", "PKCS12", "-keystore", file.toString(), "-storepass:env", "STORE_SECRET"));
        command.addAll(more);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("STORE_SECRET", SECRET);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command + ": " + said);
        }
    }

    /** Returns the authority's certificate in PEM. */
    public String authority() throws IOException {
        return certificate(AUTHORITY);
    }

    /** Returns what was issued to an owner, in PEM. */
    public String certificate(String owner) throws IOException {
        try {
            return pem("CERTIFICATE", store().getCertificate(owner).getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** Returns an owner's private key, PKCS #8 in PEM. */
    public String key(String owner) throws IOException {
        try {
            return pem("PRIVATE KEY", store().getKey(owner, SECRET.toCharArray()).getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** Returns a context of a client that trusts the authority and nobody else. */
    public SSLContext trusting() throws IOException {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry(AUTHORITY, store().getCertificate(AUTHORITY));
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private KeyStore store() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, SECRET.toCharArray());
        }
        return store;
    }

    private static String pem(String kind, byte[] content) {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
            + "\n-----END " + kind + "-----\n";
    }
}
