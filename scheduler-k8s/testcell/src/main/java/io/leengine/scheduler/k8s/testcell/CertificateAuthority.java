package io.leengine.scheduler.k8s.testcell;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Vouches for the parts of one cell to each other and to clients. Its own key is never written: it is gone with this object. */
final class CertificateAuthority {

    private static final Duration VALID = Duration.ofDays(365);
    private static final byte[] SIGNATURE = Der.sequence(Der.oid(1, 2, 840, 10045, 4, 3, 2));
    private static final byte[] NO_CONTENT = {};

    private final SecureRandom random = new SecureRandom();
    private final KeyPair keys;
    private final byte[] name;
    private final byte[] certificate;

    CertificateAuthority(String commonName) throws GeneralSecurityException {
        keys = newKeys();
        name = name(commonName);
        byte[] basic = extension(true, Der.sequence(Der.yes()), 2, 5, 29, 19);
        byte[] usage = extension(true, Der.bits(1, new byte[] {0x06}), 2, 5, 29, 15);
        certificate = sign(name, keys, Der.sequence(basic, usage));
    }

    /** Writes the certificate clients verify against. */
    void write(Path file) throws IOException {
        OwnFiles.write(file, Pem.of("CERTIFICATE", certificate));
    }

    /** Issues a certificate for both ends of a connection and writes it as FOLDER/NAME.crt, its key as FOLDER/NAME.key. */
    void issue(Path folder, String name, List<String> hosts, List<InetAddress> addresses)
            throws GeneralSecurityException, IOException {
        KeyPair leaf = newKeys();
        byte[] usage = extension(true, Der.bits(7, new byte[] {(byte) 0x80}), 2, 5, 29, 15);
        byte[] serverAndClient = Der.sequence(Der.oid(1, 3, 6, 1, 5, 5, 7, 3, 1), Der.oid(1, 3, 6, 1, 5, 5, 7, 3, 2));
        byte[] purpose = extension(false, serverAndClient, 2, 5, 29, 37);
        var names = new ArrayList<byte[]>();
        hosts.forEach(it -> names.add(Der.context(2, false, it.getBytes(StandardCharsets.US_ASCII))));
        addresses.forEach(it -> names.add(Der.context(7, false, it.getAddress())));
        byte[] extensions = names.isEmpty() ? Der.sequence(usage, purpose)
            : Der.sequence(usage, purpose, extension(false, Der.sequence(names.toArray(byte[][]::new)), 2, 5, 29, 17));
        OwnFiles.write(folder.resolve(name + ".crt"), Pem.of("CERTIFICATE", sign(name(name), leaf, extensions)));
        OwnFiles.write(folder.resolve(name + ".key"), Pem.of("PRIVATE KEY", leaf.getPrivate().getEncoded()));
    }

    /** A pair of keys on P-256: made in a millisecond, where RSA takes hundreds. */
    static KeyPair newKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private byte[] sign(byte[] subject, KeyPair subjectKeys, byte[] extensions) throws GeneralSecurityException {
        Instant now = Instant.now();
        byte[] content = Der.sequence(
            Der.context(0, true, Der.integer(BigInteger.TWO)),
            Der.integer(new BigInteger(127, random).add(BigInteger.ONE)),
            SIGNATURE,
            name,
            // Clocks of the processes are one, yet a second may be rounded.
            Der.sequence(Der.time(now.minusSeconds(60)), Der.time(now.plus(VALID))),
            subject,
            subjectKeys.getPublic().getEncoded(),
            Der.context(3, true, extensions));
        return Der.sequence(content, SIGNATURE, Der.bits(0, signature(keys.getPrivate(), content)));
    }

    private static byte[] signature(PrivateKey key, byte[] content) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(key);
        signature.update(content);
        return signature.sign();
    }

    private static byte[] extension(boolean critical, byte[] content, int... oid) {
        return Der.sequence(Der.oid(oid), critical ? Der.yes() : NO_CONTENT, Der.octets(content));
    }

    private static byte[] name(String commonName) {
        return Der.sequence(Der.set(Der.sequence(Der.oid(2, 5, 4, 3), Der.text(commonName))));
    }
}
