package io.leengine.engine.collection;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.sim.MemoryStore;
import io.leengine.engine.store.Session;
import io.leengine.engine.store.Store;
import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.spi.registry.HoldingsListing;
import io.leengine.spi.registry.RegistryStorage;
import io.leengine.spi.registry.RegistryStorage.Manifest;
import io.leengine.tck.reference.MemoryRegistryStorage;
import java.io.ByteArrayInputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A registry that is pushed to, step by step, in between any two steps of whoever collects; and what it must hold. A push
 * does what the registry's HTTP side does, in its order.
 */
final class PushedRegistry {
    static final Duration GRACE = Duration.ofHours(1);
    private static final List<String> REPOSITORIES = List.of("team/a", "team/b", "team/c");
    private static final int BLOBS = 7;
    private static final int CLIENTS = 3;

    /** One step of a client's. */
    private interface Step {
        void take() throws InterruptedException;
    }

    /** The collecting engine was killed. */
    static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** One who pushes and deletes. */
    private static final class Client {
        /** What is next, and whether it asks the database. */
        private record Next(boolean asks, Step step) {
        }

        private final Deque<Next> steps = new ArrayDeque<>();
        private Instant relied = Instant.MIN;
        private Instant began = Instant.MIN;
    }

    final MemoryRegistryStorage storage = new MemoryRegistryStorage("main", new MemoryRegistryStorage.Store());
    final Store store = new Watched();
    private final MemoryStore kept = new MemoryStore();
    private final TreeMap<String, TreeMap<Digest, Set<Digest>>> acknowledged = new TreeMap<>();
    private final List<byte[]> contents = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();
    private final Random random;
    private final BlobUse use = new BlobUse(store, this::now, GRACE);
    private Duration ahead = Duration.ZERO;
    private boolean writing;
    private boolean within;
    private int untilKilled = Integer.MAX_VALUE;
    int pushes;

    PushedRegistry(long seed) {
        random = new Random(seed);
        for (int i = 0; i < BLOBS; i++) {
            contents.add(("blob " + i).getBytes(StandardCharsets.US_ASCII));
        }
        REPOSITORIES.forEach(name -> acknowledged.put(name, new TreeMap<>()));
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new Client());
        }
    }

    /** Knows when a transaction that writes is open: then whoever else would write waits. */
    private final class Watched implements Store {
        @Override
        public <T> T read(Work<T> work) {
            return kept.read(work);
        }

        @Override
        public <T> T write(Work<T> work) {
            return kept.write(session -> noted(work, session));
        }

        private <T> T noted(Work<T> work, Session session) {
            writing = true;
            try {
                return work.apply(session);
            } finally {
                writing = false;
            }
        }
    }

    Instant now() {
        return Instant.now().plus(ahead);
    }

    /** Kills who collects at one of its next calls. */
    void killSoon() {
        untilKilled = 1 + random.nextInt(60);
    }

    /** Returns the storage as who collects sees it: others go on at each of its calls. */
    RegistryStorage collected() {
        HoldingsListing listing = interleaved(HoldingsListing.class, storage);
        return (RegistryStorage) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {RegistryStorage.class},
            (proxy, method, arguments) -> method.getName().equals("ability") ? Optional.of(listing)
                : invoke(storage, method, arguments));
    }

    private <T> T interleaved(Class<T> type, T real) {
        return type.cast(Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {type},
            (proxy, method, arguments) -> invoke(real, method, arguments)));
    }

    private Object invoke(Object real, java.lang.reflect.Method method, Object[] arguments) throws Throwable {
        step(random.nextInt(4));
        if (--untilKilled <= 0) {
            untilKilled = Integer.MAX_VALUE;
            throw new Killed();
        }
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        } finally {
            step(random.nextInt(4));
            check();
        }
    }

    /** Lets clients go on. */
    void step(int steps) throws InterruptedException {
        if (within) {
            return;
        }
        within = true;
        try {
            for (int i = 0; i < steps; i++) {
                passTime();
                Client client = clients.get(random.nextInt(CLIENTS));
                if (client.steps.isEmpty()) {
                    plan(client);
                }
                if (!(writing && client.steps.peek().asks())) {
                    client.steps.poll().step().take();
                }
            }
        } finally {
            within = false;
        }
    }

    /** Time passes, but no request lasts half the grace time. */
    private void passTime() {
        if (random.nextInt(8) == 0) {
            Duration some = Duration.ofMinutes(random.nextInt(40));
            Instant then = now().plus(some);
            if (clients.stream().allMatch(client -> client.relied.equals(Instant.MIN)
                    || client.relied.plus(GRACE.dividedBy(2)).isAfter(then))) {
                ahead = ahead.plus(some);
            }
        }
    }

    private void plan(Client client) throws InterruptedException {
        String repository = REPOSITORIES.get(random.nextInt(REPOSITORIES.size()));
        switch (random.nextInt(6)) {
            case 0, 1 -> delete(client, repository);
            case 2 -> client.steps.add(new Client.Next(false, () -> storage.append(repository,
                storage.beginUpload(repository), 0, new ByteArrayInputStream(new byte[] {1}))));
            default -> push(client, repository);
        }
    }

    private void delete(Client client, String repository) {
        client.steps.add(new Client.Next(false, () -> {
            List<Digest> manifests = new ArrayList<>(acknowledged.get(repository).keySet());
            if (!manifests.isEmpty()) {
                Digest digest = manifests.get(random.nextInt(manifests.size()));
                acknowledged.get(repository).remove(digest);
                storage.deleteManifest(repository, digest);
            }
        }));
    }

    private void push(Client client, String repository) {
        Set<Integer> wanted = new TreeSet<>();
        int size = 1 + random.nextInt(3);
        while (wanted.size() < size) {
            wanted.add(random.nextInt(BLOBS));
        }
        client.steps.add(new Client.Next(false, () -> client.began = now()));
        wanted.forEach(blob -> send(client, repository, contents.get(blob)));
        Set<Digest> blobs = new TreeSet<>();
        wanted.forEach(blob -> blobs.add(Digest.of(contents.get(blob))));
        Manifest manifest = new Manifest("application/vnd.oci.image.manifest.v1+json",
            ("{\"layers\":[{\"digest\":\"" + String.join("\"},{\"digest\":\"", blobs.stream().map(Digest::toString).toList())
                + "\"}],\"n\":" + random.nextInt(3) + "}").getBytes(StandardCharsets.UTF_8));
        relies(client, blobs);
        client.steps.add(new Client.Next(false, () -> {
            for (Digest blob : blobs) {
                if (!storage.hasBlob(repository, blob)) {
                    refused(client);
                    return;
                }
            }
            // The check and the put are two steps; in between others go on.
            client.steps.addFirst(new Client.Next(false, () -> {
                storage.putManifest(repository, manifest);
                acknowledged.get(repository).put(manifest.digest(), blobs);
                client.relied = Instant.MIN;
                pushes++;
            }));
        }));
    }

    /** Only a push that lasts as long as the grace time may find that what it saw is gone. */
    private void refused(Client client) {
        assertTrue(client.began.plus(GRACE.dividedBy(4).multipliedBy(3)).isBefore(now()),
            "a push lost what it had been told was there");
        client.relied = Instant.MIN;
    }

    /** Asks for a blob, and sends it, or mounts it, when it is not there. */
    private void send(Client client, String repository, byte[] content) {
        Digest digest = Digest.of(content);
        String from = REPOSITORIES.get(random.nextInt(REPOSITORIES.size()));
        relies(client, Set.of(digest));
        client.steps.add(new Client.Next(false, () -> {
            boolean there = storage.hasBlob(repository, digest);
            client.relied = Instant.MIN;
            if (there) {
                return;
            }
            Deque<Client.Next> rest = new ArrayDeque<>(client.steps);
            client.steps.clear();
            relies(client, Set.of(digest));
            client.steps.add(new Client.Next(false, () -> {
                if (!mounted(repository, from, digest)) {
                    String upload = storage.beginUpload(repository);
                    storage.append(repository, upload, 0, new ByteArrayInputStream(content));
                    storage.commitUpload(repository, upload, digest);
                }
                client.relied = Instant.MIN;
            }));
            client.steps.addAll(rest);
        }));
    }

    private boolean mounted(String repository, String from, Digest digest) throws InterruptedException {
        try {
            if (storage.hasBlob(from, digest)) {
                storage.linkBlob(repository, digest);
                return true;
            }
            return false;
        } catch (EngineException _) {
            return false;
        }
    }

    private void relies(Client client, Set<Digest> blobs) {
        client.steps.add(new Client.Next(true, () -> {
            client.relied = now();
            use.rely(blobs);
        }));
    }

    /** Lets clients end what they began, begins nothing, and lets all grace times pass. */
    void settle() throws InterruptedException {
        for (Client client : clients) {
            while (!client.steps.isEmpty()) {
                client.steps.poll().step().take();
            }
        }
        clients.clear();
        within = true;
        untilKilled = Integer.MAX_VALUE;
        ahead = ahead.plus(Sweep.UPLOADS).plus(GRACE.multipliedBy(2));
    }

    /** Everything acknowledged can be pulled whole. */
    void check() throws InterruptedException {
        for (var repository : acknowledged.entrySet()) {
            for (var manifest : repository.getValue().entrySet()) {
                assertTrue(storage.manifest(repository.getKey(), manifest.getKey()).isPresent());
                for (Digest blob : manifest.getValue()) {
                    assertTrue(storage.hasBlob(repository.getKey(), blob), repository.getKey() + " lost " + blob);
                }
            }
        }
    }

    /** Returns what is referred to, by repository. */
    Set<Digest> referred(String repository) {
        Set<Digest> all = new TreeSet<>();
        acknowledged.get(repository).values().forEach(all::addAll);
        return all;
    }

    Set<String> repositories() {
        return acknowledged.keySet();
    }
}
