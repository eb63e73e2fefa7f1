package io.leengine.store;

import io.leengine.engine.DryRun;
import io.leengine.engine.store.Store;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;

/** The store over an SQL database: H2 in a file, or PostgreSQL. Safe for any number of threads. */
public final class SqlStore implements Store, AutoCloseable {
    private static final int ATTEMPTS = 8;
    private static final int LONGEST_PAUSE_MS = 400;

    private final Database database;
    private final ThreadLocal<Boolean> inTransaction = ThreadLocal.withInitial(() -> false);

    /** Opens the database and brings its schema up to date; {@code UNAVAILABLE} when that cannot be done. */
    public SqlStore(DatabaseSettings settings) {
        database = Database.open(settings);
        try {
            Schema.migrate(database.connections(), settings.where());
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    @Override
    public <T> T read(Work<T> work) {
        return alone(work, false);
    }

    @Override
    public <T> T write(Work<T> work) {
        return alone(work, true);
    }

    @Override
    public boolean shared() {
        return database.shared();
    }

    /** Ends what is under way and closes the database. */
    @Override
    public void close() {
        database.close();
    }

    private <T> T alone(Work<T> work, boolean writable) {
        if (inTransaction.get()) {
            throw new IllegalStateException("Store.read and Store.write do not nest; use the session at hand");
        }
        inTransaction.set(true);
        try {
            return untilWon(work, writable);
        } finally {
            inTransaction.remove();
        }
    }

    private <T> T untilWon(Work<T> work, boolean writable) {
        for (int attempt = 1;; attempt++) {
            try {
                return once(work, writable);
            } catch (LostTransactionException lost) {
                if (attempt == ATTEMPTS || Thread.currentThread().isInterrupted()) {
                    throw tooBusy(lost);
                }
                pause(attempt, lost);
            }
        }
    }

    private <T> T once(Work<T> work, boolean writable) {
        T result;
        try (Connection connection = connect()) {
            result = applied(work, new Statements(connection, writable), connection);
            connection.commit();
        } catch (SQLException e) {
            throw suspected(Failures.of(e));
        } catch (EngineException e) {
            throw suspected(e);
        }
        if (writable) {
            // Also when it changed nothing: it may answer for what another has committed, and not yet synced.
            sync();
        }
        return result;
    }

    private RuntimeException suspected(RuntimeException failure) {
        if (failure instanceof EngineException e && e.code() == ErrorCode.UNAVAILABLE) {
            database.suspect();
        }
        return failure;
    }

    private Connection connect() {
        try {
            return database.connection();
        } catch (SQLException e) {
            database.suspect();
            // The pool has waited in vain, or this thread was interrupted while it waited.
            throw Failures.unavailable(e);
        }
    }

    private static <T> T applied(Work<T> work, Statements statements, Connection connection) {
        try {
            T result = work.apply(new SqlSession(statements));
            if (statements.failure().isPresent()) {
                throw statements.failure().get();
            }
            if (statements.changed()) {
                DryRun.refuseToKeep();
            }
            return result;
        // catches all: nothing may leave a transaction open
        } catch (RuntimeException | Error e) {
            rollBack(connection, e);
            if (statements.failure().orElse(null) instanceof LostTransactionException lost) {
                // The work may have wrapped it, but what lost is done again all the same.
                throw lost;
            }
            throw e;
        } finally {
            statements.end();
        }
    }

    private static void rollBack(Connection connection, Throwable because) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            because.addSuppressed(e);
        }
    }

    private void sync() {
        try {
            database.sync();
        } catch (SQLException e) {
            throw Failures.unavailable(e);
        }
    }

    private static void pause(int attempt, LostTransactionException lost) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextInt(Math.min(LONGEST_PAUSE_MS, 5 << attempt)) + 1L);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw tooBusy(lost);
        }
    }

    private static EngineException tooBusy(LostTransactionException lost) {
        return new EngineException(ErrorCode.UNAVAILABLE, "Too many changes to the same thing at once.", lost)
            .withNextStep("Try again.");
    }
}
