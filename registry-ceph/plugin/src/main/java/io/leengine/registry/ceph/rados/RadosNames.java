package io.leengine.registry.ceph.rados;

import io.leengine.registry.ceph.Names;
import io.leengine.spi.registry.RegistryStorage.Page;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Names in the sorted keys of index objects: {@code names.F} for the folder F, or {@code names.F.0}, {@code names.F.1}, …
 * for a folder that is spread since it grows large. One object, {@code folders}, spread too, lists the folders: a folder is
 * written there before its index object is made, and stays. A change of a value and what it is compared with are one
 * operation of the cluster on one object.
 */
final class RadosNames implements Names {
    // Before each value, so that none is empty: to Ceph's compare, an absent key is an empty one.
    private static final byte FORMAT = 1;
    private static final byte[] ABSENT = {};
    private static final String FOLDERS = "folders";
    private static final int FOLDER_OBJECTS = 16;
    private static final String INDEX = "names.";

    private final Rados rados;
    private final Shards shards;
    private final Set<String> early;
    private volatile boolean prepared;

    /**
     * @param spread the folders that grow without bound, with the number of objects of each, which must never change
     * @param early the folders whose objects are made before anything else is written: a full pool takes new keys, and no
     *     new objects, and what is removed may have to be noted first
     */
    RadosNames(Rados rados, Map<String, Integer> spread, Set<String> early) {
        this.rados = rados;
        this.early = Set.copyOf(early);
        Map<String, Integer> indexes = new HashMap<>(Map.of(FOLDERS, FOLDER_OBJECTS));
        spread.forEach((folder, count) -> indexes.put(INDEX + folder, count));
        shards = new Shards(Map.copyOf(indexes));
    }

    @Override
    public Optional<Entry> get(String folder, String name) throws InterruptedException {
        return rados.run("Reading " + folder, connection -> read(connection, index(folder, name), name));
    }

    private static Optional<Entry> read(Connection connection, String object, String name)
            throws RadosException, InterruptedException {
        return Optional.ofNullable(connection.key(object, name).get(name)).map(stored -> entry(name, stored));
    }

    @Override
    public boolean putIfAbsent(String folder, String name, byte[] value) throws InterruptedException {
        String object = index(folder, name);
        return rados.run("Writing to " + folder, connection -> {
            prepare(connection);
            Map<String, byte[]> change = Map.of(name, stored(value));
            try {
                connection.write(object, connection.newWrite().exists().compare(name, ABSENT).set(change));
                return true;
            } catch (RadosException e) {
                if (e.is(RadosException.ECANCELED)) {
                    return same(connection, object, name, value).isPresent();
                }
                if (!e.is(RadosException.ENOENT)) {
                    throw e;
                }
            }
            list(connection, folder);
            try {
                connection.write(object, connection.newWrite().create().compare(name, ABSENT).set(change));
                return true;
            } catch (RadosException e) {
                if (e.is(RadosException.ECANCELED)) {
                    return same(connection, object, name, value).isPresent();
                }
                throw e;
            }
        });
    }

    /** Makes what is there to stay. Several may do so at once. */
    private void prepare(Connection connection) throws RadosException, InterruptedException {
        if (!prepared) {
            for (String folder : early) {
                list(connection, folder);
                for (String object : shards.objects(INDEX + folder)) {
                    connection.write(object, connection.newWrite().create());
                }
            }
            prepared = true;
        }
    }

    private void list(Connection connection, String folder) throws RadosException, InterruptedException {
        connection.write(shards.object(FOLDERS, folder), connection.newWrite().create()
            .set(Map.of(folder, new byte[] {FORMAT})));
    }

    /** Another value was there, unless it is the very one, whose writing was answered into the void. */
    private static Optional<Entry> same(Connection connection, String object, String name, byte[] value)
            throws RadosException, InterruptedException {
        return read(connection, object, name).filter(entry -> Arrays.equals(entry.value(), value));
    }

    @Override
    public Optional<Entry> replace(String folder, Entry expected, byte[] value) throws InterruptedException {
        String name = expected.name();
        String object = index(folder, name);
        return rados.run("Writing to " + folder, connection -> {
            try {
                connection.write(object, connection.newWrite().exists().compare(name, stored(expected.value()))
                    .set(Map.of(name, stored(value))));
                return Optional.of(new Entry(name, value.clone(), ""));
            } catch (RadosException e) {
                return switch (e.number()) {
                    case RadosException.ENOENT -> Optional.empty();
                    case RadosException.ECANCELED -> same(connection, object, name, value);
                    default -> throw e;
                };
            }
        });
    }

    @Override
    public boolean remove(String folder, Entry expected) throws InterruptedException {
        String name = expected.name();
        String object = index(folder, name);
        return rados.run("Removing from " + folder, connection -> {
            try {
                connection.write(object, connection.newWrite().exists().compare(name, stored(expected.value()))
                    .unset(List.of(name)));
                return true;
            } catch (RadosException e) {
                return switch (e.number()) {
                    case RadosException.ENOENT -> true;
                    case RadosException.ECANCELED -> read(connection, object, name).isEmpty();
                    default -> throw e;
                };
            }
        });
    }

    @Override
    public void remove(String folder, String name) throws InterruptedException {
        rados.run("Removing from " + folder, connection -> {
            try {
                connection.write(index(folder, name), connection.newWrite().exists().unset(List.of(name)));
            } catch (RadosException e) {
                if (!e.is(RadosException.ENOENT)) {
                    throw e;
                }
            }
            return null;
        });
    }

    @Override
    public Page<String> names(String folder, String prefix, Optional<String> after, int limit) throws InterruptedException {
        return rados.run("Listing " + folder, connection -> names(page(connection, INDEX + folder, prefix, after, limit, false)));
    }

    @Override
    public Page<Entry> entries(String folder, String prefix, Optional<String> after, int limit) throws InterruptedException {
        return rados.run("Listing " + folder, connection -> page(connection, INDEX + folder, prefix, after, limit, true));
    }

    @Override
    public Page<String> folders(String prefix, Optional<String> after, int limit) throws InterruptedException {
        return rados.run("Listing folders", connection -> names(page(connection, FOLDERS, prefix, after, limit, false)));
    }

    private Page<Entry> page(Connection connection, String index, String prefix, Optional<String> after, int limit,
            boolean values) throws RadosException, InterruptedException {
        List<Entry> found = new ArrayList<>();
        try (OrderedMerge merge = new OrderedMerge(connection, shards.objects(index), prefix, after.orElse(""), limit, values)) {
            for (var next = merge.next(); next.isPresent(); next = merge.next()) {
                if (found.size() == limit) {
                    return new Page<>(found, true);
                }
                String name = next.get().getKey();
                found.add(values ? entry(name, next.get().getValue()) : new Entry(name, ABSENT, ""));
            }
        }
        return new Page<>(found, false);
    }

    private static Page<String> names(Page<Entry> page) {
        return new Page<>(page.items().stream().map(Entry::name).toList(), page.more());
    }

    private String index(String folder, String name) {
        return shards.object(INDEX + folder, name);
    }

    private static byte[] stored(byte[] value) {
        byte[] stored = new byte[value.length + 1];
        stored[0] = FORMAT;
        System.arraycopy(value, 0, stored, 1, value.length);
        return stored;
    }

    private static Entry entry(String name, byte[] stored) {
        return new Entry(name, Arrays.copyOfRange(stored, 1, stored.length), "");
    }
}
