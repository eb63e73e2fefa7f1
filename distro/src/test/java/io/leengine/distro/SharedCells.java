package io.leengine.distro;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * Two cells of which any number of engines has a plugin: what they were told is in a folder, and with it a line for every
 * change, by whom and when. A change takes a while, as it does in a real cell.
 */
final class SharedCells {
    static final List<String> NAMES = List.of("cell-a", "cell-b");

    private static final String SOURCE = """
        package io.leengine.test;

        import io.leengine.model.Digest;
        import io.leengine.model.EngineException;
        import io.leengine.model.ErrorCode;
        import io.leengine.spi.CallContext;
        import io.leengine.spi.Seam;
        import io.leengine.spi.Watch;
        import io.leengine.spi.registry.RegistryStorage;
        import io.leengine.spi.scheduler.CellStatus;
        import io.leengine.spi.scheduler.Instance;
        import io.leengine.spi.scheduler.InstanceEvent;
        import io.leengine.spi.scheduler.NamespaceSpec;
        import io.leengine.spi.scheduler.Scheduler;
        import io.leengine.spi.scheduler.VersionKey;
        import io.leengine.spi.scheduler.VersionSpec;
        import java.io.IOException;
        import java.lang.reflect.Proxy;
        import java.nio.file.Files;
        import java.nio.file.NoSuchFileException;
        import java.nio.file.Path;
        import java.nio.file.StandardCopyOption;
        import java.nio.file.StandardOpenOption;
        import java.time.Duration;
        import java.time.Instant;
        import java.util.ArrayList;
        import java.util.Collection;
        import java.util.Hashtable;
        import java.util.List;
        import java.util.Map;
        import java.util.Optional;
        import java.util.concurrent.ConcurrentHashMap;
        import java.util.stream.Stream;
        import org.osgi.framework.BundleActivator;
        import org.osgi.framework.BundleContext;

        public final class Activator implements BundleActivator {
            @Override
            public void start(BundleContext context) {
                for (String name : List.of("cell-a", "cell-b")) {
                    context.registerService(Scheduler.class, new Cell(name), new Hashtable<>(Map.of(Seam.NAME, name)));
                }
                // Holds every image.
                Object storage = Proxy.newProxyInstance(Activator.class.getClassLoader(), new Class<?>[] {RegistryStorage.class},
                    (proxy, method, arguments) -> switch (method.getName()) {
                        case "name" -> "default";
                        case "health" -> io.leengine.model.Health.up();
                        case "ability" -> Optional.empty();
                        case "tag" -> Optional.of(Digest.of(new byte[] {1}));
                        case "hashCode" -> 1;
                        case "equals" -> proxy == arguments[0];
                        default -> throw new EngineException(ErrorCode.UNAVAILABLE, "It holds no more than tags.");
                    });
                context.registerService(RegistryStorage.class, (RegistryStorage) storage,
                    new Hashtable<>(Map.of(Seam.NAME, "default")));
            }

            @Override
            public void stop(BundleContext context) {
            }
        }

        final class Cell implements Scheduler {
            private static final Path ROOT = Path.of("%s");
            private final String name;
            private final Path folder;
            private final Map<String, VersionSpec> told = new ConcurrentHashMap<>();

            Cell(String name) {
                this.name = name;
                this.folder = ROOT.resolve(name);
            }

            @Override
            public String name() {
                return name;
            }

            private static EngineException failed(IOException e) {
                return new EngineException(ErrorCode.UNAVAILABLE, "The folder cannot be used: " + e, e);
            }

            private void note(String what, String key) {
                try {
                    Files.writeString(ROOT.resolve("changes"), System.currentTimeMillis() + " " + ProcessHandle.current().pid()
                        + " " + what + " " + key + "\\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                } catch (IOException e) {
                    throw failed(e);
                }
            }

            @Override
            public void applyNamespace(CallContext context, NamespaceSpec namespace) throws InterruptedException {
                try {
                    Files.createDirectories(folder.resolve(namespace.name()));
                } catch (IOException e) {
                    throw failed(e);
                }
            }

            @Override
            public void deleteNamespace(CallContext context, String namespace) throws InterruptedException {
                note("deleteNamespace", namespace);
                Path gone = folder.resolve(namespace);
                try (Stream<Path> files = Files.exists(gone) ? Files.list(gone) : Stream.of()) {
                    for (Path file : files.toList()) {
                        Files.deleteIfExists(file);
                    }
                    Files.deleteIfExists(gone);
                } catch (IOException e) {
                    throw failed(e);
                }
            }

            private static List<Path> in(Path folder) {
                try (Stream<Path> files = Files.list(folder)) {
                    return files.filter(file -> !file.toString().endsWith(".new")).sorted().toList();
                } catch (NoSuchFileException e) {
                    return List.of();
                } catch (IOException e) {
                    throw failed(e);
                }
            }

            @Override
            public List<String> namespaces(CallContext context) {
                return in(folder).stream().map(file -> file.getFileName().toString()).toList();
            }

            @Override
            public void applyVersion(CallContext context, VersionSpec version, Collection<String> retire)
                    throws InterruptedException {
                Thread.sleep(%d);
                note("applyVersion", version.key().namespace());
                Path file = folder.resolve(version.key().namespace()).resolve(version.key().version());
                try {
                    Path temporary = Files.writeString(file.resolveSibling(ProcessHandle.current().pid() + "-"
                        + Thread.currentThread().threadId() + ".new"), Integer.toString(version.instances()));
                    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
                } catch (IOException e) {
                    throw failed(e);
                }
                told.put(version.key().namespace() + "/" + version.key().version(), version);
            }

            @Override
            public void deleteVersion(CallContext context, VersionKey version) throws InterruptedException {
                note("deleteVersion", version.namespace());
                try {
                    Files.deleteIfExists(folder.resolve(version.namespace()).resolve(version.version()));
                } catch (IOException e) {
                    throw failed(e);
                }
            }

            private static int count(Path version) {
                try {
                    return Integer.parseInt(Files.readString(version));
                } catch (NoSuchFileException e) {
                    return 0;
                } catch (IOException e) {
                    throw failed(e);
                }
            }

            @Override
            public List<VersionSpec> versions(CallContext context, String namespace) {
                List<VersionSpec> versions = new ArrayList<>();
                for (Path file : in(folder.resolve(namespace))) {
                    VersionSpec known = told.get(namespace + "/" + file.getFileName());
                    // Of one that another engine stated nothing is known but how many there are: it is stated again.
                    if (known != null) {
                        versions.add(new VersionSpec(known.key(), known.template(), count(file)));
                    }
                }
                return versions;
            }

            @Override
            public void stopInstance(CallContext context, String namespace, String instance) {
                note("stopInstance", namespace);
            }

            @Override
            public CellStatus status(CallContext context) {
                return new CellStatus(List.of());
            }

            private List<Instance> instances() {
                List<Instance> instances = new ArrayList<>();
                for (Path namespace : in(folder)) {
                    for (Path version : in(namespace)) {
                        for (int i = 0; i < count(version); i++) {
                            instances.add(new Instance(name + "-" + namespace.getFileName() + "-" + version.getFileName() + "-" + i,
                                new VersionKey(namespace.getFileName().toString(), version.getFileName().toString()), "node",
                                Optional.empty(), Instance.State.RUNNING, true, Optional.of(Instant.EPOCH), 0, "", Map.of()));
                        }
                    }
                }
                return instances;
            }

            @Override
            public Watch<InstanceEvent> watch(CallContext context) {
                return new Watch<>() {
                    private volatile boolean closed;
                    private List<Instance> last;

                    @Override
                    public Optional<InstanceEvent> next(Duration limit) throws InterruptedException {
                        long end = System.nanoTime() + limit.toNanos();
                        while (System.nanoTime() < end) {
                            if (closed) {
                                throw new EngineException(ErrorCode.UNAVAILABLE, "It is closed.");
                            }
                            List<Instance> now = instances();
                            if (!now.equals(last)) {
                                last = now;
                                return Optional.of(new InstanceEvent.Listed(now));
                            }
                            Thread.sleep(100);
                        }
                        return Optional.empty();
                    }

                    @Override
                    public void close() {
                        closed = true;
                    }
                };
            }
        }
        """;

    /** A change somebody made. */
    record Change(long millis, long process, String what, String key) {
    }

    private final Path folder;
    private final long millis;

    /**
     * @param millis how long a change takes
     */
    SharedCells(Path folder, long millis) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.millis = millis;
    }

    /** Returns the plugin's bundle. */
    byte[] plugin() throws Exception {
        return TestPlugin.activator("leengine-test-cells", SOURCE.formatted(folder, millis)).build();
    }

    /** Returns every change there was, in order. */
    List<Change> changes() throws IOException {
        try {
            return Files.readAllLines(folder.resolve("changes")).stream().map(line -> line.split(" "))
                    .map(part -> new Change(Long.parseLong(part[0]), Long.parseLong(part[1]), part[2], part[3])).toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /** Returns how many instances of its first version an application has, in all cells. */
    int instances(String application) throws IOException {
        int all = 0;
        for (String cell : NAMES) {
            Path version = folder.resolve(cell).resolve(application).resolve("v1");
            all += Files.exists(version) ? Integer.parseInt(Files.readString(version)) : 0;
        }
        return all;
    }
}
