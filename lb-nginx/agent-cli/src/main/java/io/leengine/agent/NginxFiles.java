package io.leengine.agent;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.List;

/**
 * What the agent has told a host's nginx in files: certificates with their private keys, domains, upstreams. Whoever deletes them
 * may be root and the folder another's, so nothing is reached through a link, not even one put there meanwhile.
 *
 * @param host whose
 */
record NginxFiles(HostSettings host) {
    private static final List<String> FOLDERS = List.of("certificates", "state", "snippets", "servers");

    /** Deletes them; those that are not there are well gone. nginx does not start any more. */
    void delete() throws IOException {
        if (!Files.isDirectory(host.folder())) {
            return;
        }
        try (SecureDirectoryStream<Path> folder = secure(Files.newDirectoryStream(host.folder()))) {
            Path name = host.nginx().getFileName();
            if (!isFolder(folder, name)) {
                return;
            }
            try (SecureDirectoryStream<Path> nginx = folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
                for (String each : FOLDERS) {
                    delete(nginx, Path.of(each));
                }
                if (isFolder(nginx, Path.of("run"))) {
                    try (SecureDirectoryStream<Path> run = nginx.newDirectoryStream(Path.of("run"), LinkOption.NOFOLLOW_LINKS)) {
                        delete(run, Path.of("upstreams"));
                    }
                }
            }
        }
    }

    private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> folder) throws IOException {
        if (folder instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        folder.close();
        throw new FileSystemException("this file system cannot be walked without following links");
    }

    private static boolean isFolder(SecureDirectoryStream<Path> parent, Path name) throws IOException {
        try {
            return parent.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS).readAttributes()
                .isDirectory();
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static void delete(SecureDirectoryStream<Path> parent, Path name) throws IOException {
        if (isFolder(parent, name)) {
            try (SecureDirectoryStream<Path> folder = parent.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
                for (Path each : folder) {
                    delete(folder, each.getFileName());
                }
            }
            parent.deleteDirectory(name);
            return;
        }
        try {
            parent.deleteFile(name);
        } catch (NoSuchFileException _) {
            // It is gone, as wanted.
        }
    }
}
