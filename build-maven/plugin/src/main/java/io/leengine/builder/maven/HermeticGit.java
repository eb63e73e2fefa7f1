package io.leengine.builder.maven;

import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/** Keeps Git to what a build says: neither the machine's nor a person's Git configuration is read or written. */
final class HermeticGit extends SystemReader.Delegate {
    private static final class Nothing extends FileBasedConfig {
        Nothing(Config parent, FS fs) {
            super(parent, null, fs);
        }

        @Override
        public void load() {
            // There is no file.
        }

        @Override
        public void save() {
            // What JGit measures of a file system is for this process only.
        }

        @Override
        public boolean isOutdated() {
            return false;
        }
    }

    private HermeticGit(SystemReader reader) {
        super(reader);
    }

    /** Makes it so for the JGit that this bundle carries. */
    static void use() {
        if (!(SystemReader.getInstance() instanceof HermeticGit)) {
            SystemReader.setInstance(new HermeticGit(SystemReader.getInstance()));
        }
    }

    @Override
    public FileBasedConfig openUserConfig(Config parent, FS fs) {
        return new Nothing(parent, fs);
    }

    @Override
    public FileBasedConfig openSystemConfig(Config parent, FS fs) {
        return new Nothing(parent, fs);
    }

    @Override
    public FileBasedConfig openJGitConfig(Config parent, FS fs) {
        return new Nothing(parent, fs);
    }
}
