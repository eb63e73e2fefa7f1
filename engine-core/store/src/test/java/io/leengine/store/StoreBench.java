package io.leengine.store;

import io.leengine.engine.Page;
import io.leengine.engine.Selection;
import io.leengine.engine.domain.Application;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import io.leengine.engine.domain.Version;
import io.leengine.engine.store.Viewer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Prints what the store's hot paths cost. Run by hand: {@code StoreBench FOLDER}, twice for the start of an old one. */
public final class StoreBench {
    private static final int APPLICATIONS = 10_000;

    private StoreBench() {
    }

    /** Measures in a folder that is kept. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        long began = System.nanoTime();
        try (SqlStore store = new SqlStore(DatabaseSettings.inFolder(folder))) {
            System.out.printf(Locale.ROOT, "open %.0f ms%n", (System.nanoTime() - began) / 1e6);
            int there = store.read(session -> session.applications().names().size());
            System.out.printf(Locale.ROOT, "first answer %.0f ms%n", (System.nanoTime() - began) / 1e6);
            if (arguments.length > 1) {
                return;
            }
            if (there == 0) {
                fill(store);
            }
            for (int round = 0; round < 3; round++) {
                measure("page of 50 and its versions", 3_000, i -> page(store, i));
                for (Selection.Order order : Selection.Order.values()) {
                    measure("a member's page, " + order, 1_000, i -> page(store, i, order, Optional.empty()));
                }
                measure("a member's own", 1_000, i -> page(store, i, Selection.Order.NAME, Optional.of(Role.GUEST)));
                measure("append to the journal", 1_000, i -> store.write(session -> {
                    session.journal().append(Samples.activity(ResourceKind.APPLICATION, "app" + i, "x"));
                    return null;
                }));
            }
            System.out.println("file: " + Files.size(folder.resolve("store/leengine.mv.db")) / 1024 + " KiB");
        }
        System.out.println("closed, file: " + Files.size(folder.resolve("store/leengine.mv.db")) / 1024 + " KiB");
    }

    private static void fill(SqlStore store) {
        store.write(session -> {
            for (int i = 0; i < APPLICATIONS; i++) {
                Application application = Samples.application("app" + i, false);
                session.applications().insert(application);
                session.applications().insert(Samples.version(application.id(), 1, Version.State.LIVE));
                session.applications().insert(Samples.version(application.id(), 2, Version.State.DELETED));
            }
            session.users().insert(Samples.user("ann"));
            for (int i = 0; i < APPLICATIONS; i++) {
                Application hidden = Samples.application("zz" + i, true);
                session.applications().insert(hidden);
                if (i % 1_000 == 0) {
                    session.members().put(Samples.member(ResourceKind.APPLICATION, hidden.id(), "u-ann", Role.MASTER));
                }
            }
            return null;
        });
    }

    /** A member of ten of as many private applications as there are public ones. */
    private static void page(SqlStore store, int i, Selection.Order order, Optional<Role> least) {
        Selection any = new Selection(Page.Request.first(50), order, Optional.empty(), least, Optional.empty(),
            Optional.empty());
        String name = (i % 2 == 0 ? "app" : "zz") + i * 7 % APPLICATIONS;
        Selection selection = new Selection(new Page.Request(Optional.of(any.cursor(name, Samples.NOW)), 50, ""), order,
            Optional.empty(), least, Optional.empty(), Optional.empty());
        store.read(session -> session.applications().list(selection, new Viewer("u-ann", false)));
    }

    private static void page(SqlStore store, int i) {
        store.read(session -> {
            List<Application> page = session.applications()
                .list(Optional.empty(), "", Optional.of("app" + i % APPLICATIONS), 50);
            return session.applications().wantedVersions(page.stream().map(Application::id).toList());
        });
    }

    private static void measure(String what, int times, java.util.function.IntConsumer action) {
        long cpu = java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long began = System.nanoTime();
        for (int i = 0; i < times; i++) {
            action.accept(i);
        }
        double wall = (System.nanoTime() - began) / 1e3 / times;
        cpu = java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu;
        System.out.printf(Locale.ROOT, "%-30s %8.1f us, %8.1f us of CPU%n", what, wall, cpu / 1e3 / times);
    }
}
