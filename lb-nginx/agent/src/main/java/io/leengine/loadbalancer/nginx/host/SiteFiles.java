package io.leengine.loadbalancer.nginx.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The file of each domain. A change is staged, and then settled or taken back; taking back needs no room on the disk. Not
 * for several threads.
 */
final class SiteFiles {
    private static final String ENDING = ".conf";
    private static final String OLD = ".old-";
    private static final int PLAIN_NAME = 200;
    private static final int PREFIX = 120;

    private final Folder folder;
    /** What is in the files, by host. */
    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, Optional<String>> before = new HashMap<>();

    SiteFiles(Folder folder) {
        this.folder = folder;
    }

    /** Returns a host's name as a file's: itself, unless that would be too long. */
    static String name(String host) {
        return host.length() <= PLAIN_NAME ? host : host.substring(0, PREFIX) + "~" + digest(host);
    }

    private static String digest(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256")
                .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }

    private Path file(String host) {
        return folder.domains().resolve(name(host) + ENDING);
    }

    private Path old(String host) {
        return folder.domains().resolve(OLD + name(host));
    }

    /** Reads the files of known hosts and deletes all others. */
    void load(Set<String> hosts) {
        texts.clear();
        before.clear();
        Map<Path, String> known = new HashMap<>();
        hosts.forEach(host -> known.put(file(host), host));
        for (Path file : Folder.list(folder.domains())) {
            String host = known.get(file);
            if (host == null) {
                Folder.remove(file);
            } else {
                texts.put(host, Folder.read(file));
            }
        }
    }

    /** Puts a domain's text in place, nothing for none; returns whether that is a change. */
    boolean stage(String host, Optional<String> text) {
        Optional<String> current = Optional.ofNullable(texts.get(host));
        if (current.equals(text)) {
            return false;
        }
        try {
            Files.deleteIfExists(old(host));
            if (current.isPresent()) {
                Files.createLink(old(host), file(host));
            }
        } catch (IOException e) {
            throw Folder.failed(old(host), e);
        }
        if (text.isPresent()) {
            folder.write(file(host), text.get());
            texts.put(host, text.get());
        } else {
            Folder.remove(file(host));
            texts.remove(host);
        }
        before.putIfAbsent(host, current);
        return true;
    }

    /** Returns the hosts with staged changes. */
    Set<String> staged() {
        return new TreeSet<>(before.keySet());
    }

    /** Returns the host whose file has a name. */
    Optional<String> host(String fileName) {
        return texts.keySet().stream().filter(host -> fileName.equals(name(host) + ENDING)).findFirst();
    }

    /** Takes a staged change back. */
    void takeBack(String host) {
        Optional<String> text = before.remove(host);
        try {
            if (text.isPresent()) {
                Files.move(old(host), file(host), StandardCopyOption.ATOMIC_MOVE);
                texts.put(host, text.get());
            } else {
                Files.deleteIfExists(file(host));
                texts.remove(host);
            }
        } catch (IOException e) {
            throw Folder.failed(file(host), e);
        }
    }

    /** Leaves a domain out that was there before and is not well. */
    void leaveOut(String host) {
        Folder.remove(file(host));
        texts.remove(host);
    }

    /** Makes what is staged what is. */
    void settle() {
        before.keySet().forEach(host -> Folder.remove(old(host)));
        before.clear();
    }
}
