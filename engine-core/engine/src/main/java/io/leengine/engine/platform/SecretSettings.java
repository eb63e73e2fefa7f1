package io.leengine.engine.platform;

import io.leengine.engine.Platform.Plugin;
import io.leengine.engine.Platform.Setting;
import io.leengine.engine.store.Store;
import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals the settings that a plugin's Metatype calls passwords, with AES-256 in Galois/Counter Mode, so that the database
 * and its copies hold no plain secret. The key is a file in the data folder, never in the database; engines that share a
 * database share that file.
 */
public final class SecretSettings {
    private static final String FILE = "secret.key";
    private static final String SEALED = "sealed:1:";
    private static final String PURPOSE = "secret-settings-digest";
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecureRandom random = new SecureRandom();
    private final SecretKeySpec key;

    /** Reads the key in the data folder, or makes it. */
    public SecretSettings(Path data) {
        this.key = new SecretKeySpec(key(data.resolve(FILE)), "AES");
    }

    private byte[] key(Path file) {
        try {
            if (!Files.exists(file)) {
                byte[] fresh = new byte[KEY_BYTES];
                random.nextBytes(fresh);
                Path temporary = file.resolveSibling(FILE + ".new");
                Files.deleteIfExists(temporary);
                Files.createFile(temporary,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.write(temporary, fresh);
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "The key of secret settings cannot be kept in " + file
                + ": " + e.getMessage(), e);
        }
    }

    /**
     * Throws {@code CONFLICT} when another engine on the same database has another key: neither could read what the other
     * sealed. The database keeps a digest of the first one's.
     */
    public void requireShared(Store store, Path data) {
        byte[] mine = Digest.of(key.getEncoded()).hex().getBytes(StandardCharsets.US_ASCII);
        if (!Arrays.equals(mine, kept(store, mine))) {
            throw new EngineException(ErrorCode.CONFLICT, "The key in " + data.resolve(FILE) + " is another one than that of "
                + "the other engines on this database.").withNextStep("Stop this engine, copy '" + FILE + "' from the data "
                    + "folder of one of the others, and start it again.");
        }
    }

    private static byte[] kept(Store store, byte[] mine) {
        try {
            return store.write(session -> session.journal().key(PURPOSE).orElseGet(() -> {
                session.journal().insertKey(PURPOSE, mine);
                return mine;
            }));
        } catch (EngineException e) {
            if (e.code() == ErrorCode.ALREADY_EXISTS) {
                // Another engine wrote its own at the same moment.
                return store.read(session -> session.journal().key(PURPOSE).orElseThrow(() -> e));
            }
            throw e;
        }
    }

    /**
     * Returns settings as they are kept: secrets sealed; one that is given blank keeps its present value.
     *
     * @param present as they are kept now
     * @param plugin says which settings are secrets
     */
    TreeMap<String, String> sealed(Map<String, String> given, Map<String, String> present, Plugin plugin) {
        Set<String> secret = plugin.settings().stream().filter(setting -> setting.type().equals("password"))
            .map(Setting::name).collect(Collectors.toSet());
        TreeMap<String, String> kept = new TreeMap<>();
        given.forEach((name, value) -> {
            boolean keeps = secret.contains(name) && value.isEmpty() && present.containsKey(name);
            kept.put(name, keeps ? present.get(name) : secret.contains(name) ? seal(name, value) : value);
        });
        return kept;
    }

    /** Returns settings as a plugin gets them. */
    Map<String, String> opened(Map<String, String> kept) {
        Map<String, String> opened = new TreeMap<>();
        kept.forEach((name, value) -> opened.put(name, value.startsWith(SEALED) ? open(name, value) : value));
        return opened;
    }

    /** Returns settings as they may be shown. */
    static TreeMap<String, String> blank(Map<String, String> kept) {
        TreeMap<String, String> shown = new TreeMap<>(kept);
        shown.replaceAll((name, value) -> isSealed(value) ? "" : value);
        return shown;
    }

    /** Returns whether a value is kept as a secret. */
    static boolean isSealed(String value) {
        return value.startsWith(SEALED);
    }

    /**
     * Returns a secret as it may be kept.
     *
     * @param name what it is for: it is opened for nothing else
     */
    public String seal(String name, String value) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed = crypt(Cipher.ENCRYPT_MODE, name, nonce, value.getBytes(StandardCharsets.UTF_8));
        byte[] both = Arrays.copyOf(nonce, nonce.length + sealed.length);
        System.arraycopy(sealed, 0, both, nonce.length, sealed.length);
        return SEALED + Base64.getEncoder().encodeToString(both);
    }

    /** Returns what {@link #seal} has sealed for the same; {@code INTERNAL} when it was sealed with another key. */
    public String open(String name, String value) {
        byte[] both = Base64.getDecoder().decode(value.substring(SEALED.length()));
        return new String(crypt(Cipher.DECRYPT_MODE, name, Arrays.copyOf(both, NONCE_BYTES),
            Arrays.copyOfRange(both, NONCE_BYTES, both.length)), StandardCharsets.UTF_8);
    }

    private byte[] crypt(int mode, String name, byte[] nonce, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(name.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new EngineException(ErrorCode.INTERNAL, "The secret setting '" + name + "' cannot be read: the key in "
                + "the data folder is another one than it was sealed with.", e);
        }
    }
}
