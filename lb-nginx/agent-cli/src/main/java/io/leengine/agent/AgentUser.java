package io.leengine.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The user that the service runs as. It is given what {@code join} itself makes, one by one: in its own folders it may have put
 * links by now, and what they lead to stays another's.
 */
record AgentUser(UserPrincipal principal) {
    /** Fails where a host's folder is one that the user is not given as a whole. */
    static void check(String name, HostSettings host) throws AgentException, IOException {
        if (Files.isSymbolicLink(host.folder())) {
            throw new AgentException(AgentException.USAGE, "The folder " + host.folder() + " is a link.",
                "Name with --folder what it leads to.");
        }
        if (Files.exists(host.nginx(), LinkOption.NOFOLLOW_LINKS)) {
            String owner = Files.getOwner(host.nginx(), LinkOption.NOFOLLOW_LINKS).getName();
            if (!owner.equals(name)) {
                throw new AgentException(AgentException.USAGE, "An agent of user " + owner + " has run on the folder "
                    + host.folder() + ", and " + name + " cannot go on with it.", "End that one, and its nginx, with "
                    + "'leengine-agent leave'; then name another folder with --folder, or delete this one.");
            }
        }
    }

    /** Finds it by its name; it is there. */
    static AgentUser named(String name, Path near) throws IOException {
        return new AgentUser(near.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(name));
    }

    /**
     * Gives it a host's folder, and the settings with what is beside them. The settings' folder is given only when nothing else is
     * in it.
     *
     * @param settings the file with the host's settings
     */
    void give(HostSettings host, Path settings) throws IOException {
        for (Path each : new HostFolder(host.folder()).made()) {
            give(each);
        }
        Set<Path> files = new TreeSet<>(List.of(settings));
        for (String each : HostSettings.FROM_FILES) {
            if (settings.resolveSibling("bus-" + each).equals(host.file(each))) {
                files.add(host.file(each));
            }
        }
        for (Path each : files) {
            give(each);
        }
        try (Stream<Path> there = Files.list(settings.getParent())) {
            if (files.containsAll(there.collect(Collectors.toSet()))) {
                give(settings.getParent());
            }
        }
    }

    private void give(Path file) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            Files.getFileAttributeView(file, FileOwnerAttributeView.class, LinkOption.NOFOLLOW_LINKS).setOwner(principal);
        }
    }
}
