package io.leengine.store;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an exception of the database means to the engine. Databases put values into the messages of some errors; those
 * messages go no further, for a value may be a secret.
 */
final class Failures {
    private static final Pattern UNIQUE = Pattern.compile("\\b([a-z_]+_uq)");
    private static final Map<String, String> FIELDS = Map.ofEntries(
        Map.entry("users_name_uq", "name"),
        Map.entry("token_secret_uq", "secret"),
        Map.entry("account_subject_uq", "subject"),
        Map.entry("log_in_attempt_state_uq", "state"),
        Map.entry("log_in_failures_subject_uq", "subject"),
        Map.entry("application_name_uq", "name"),
        Map.entry("application_host_uq", "host"),
        Map.entry("app_version_number_uq", "number"),
        Map.entry("image_repository_uq", "repository"),
        Map.entry("image_group_name_uq", "name"),
        Map.entry("code_build_name_uq", "name"),
        Map.entry("build_run_number_uq", "number"),
        Map.entry("swap_number_uq", "number"),
        Map.entry("build_log_chunk_uq", "position"),
        Map.entry("part_name_uq", "name"),
        Map.entry("answered_key_uq", "key"),
        Map.entry("platform_key_purpose_uq", "purpose"),
        Map.entry("certificate_name_uq", "name"));

    /** Serialization failure, dead lock, lock not available; H2: lock time-out. */
    private static final Set<String> LOST_STATES = Set.of("40001", "40P01", "55P03", "HYT00");
    /** H2: lock time-out, concurrent update, row gone while it was deleted. */
    private static final Set<Integer> LOST_CODES = Set.of(50200, 90131, 90112);
    /** H2: does not answer any more, or its file does not. */
    private static final Set<Integer> AWAY_CODES = Set.of(90007, 90020, 90028, 90030, 90031, 90067, 90097, 90098,
        90121, 90135, 90146);
    private static final int H2_ALREADY_OPEN = 90020;

    private Failures() {
    }

    /** Returns what a statement, a commit or a missing connection ends with. */
    static RuntimeException of(SQLException thrown) {
        String state = thrown.getSQLState() == null ? "" : thrown.getSQLState();
        if (LOST_STATES.contains(state) || LOST_CODES.contains(thrown.getErrorCode())) {
            return new LostTransactionException(thrown);
        }
        if (state.equals("23505")) {
            return taken(thrown);
        }
        if (state.equals("23503") || state.equals("23506")) {
            return new EngineException(ErrorCode.NOT_FOUND, "What this belongs to is not there any more.");
        }
        if (state.startsWith("22")) {
            return new EngineException(ErrorCode.INVALID, "A value is too long or has characters that cannot be kept.");
        }
        return isAway(thrown, state) ? unavailable(thrown) : new EngineException(ErrorCode.INTERNAL,
            "The database refused a statement (SQL state '" + state + "').", thrown);
    }

    /** Returns that the database does not answer. */
    static EngineException unavailable(SQLException thrown) {
        return new EngineException(ErrorCode.UNAVAILABLE, "The database does not answer.", thrown)
            .withNextStep("See the cause in the engine's log; check that the database runs, that its disk is not full"
                + " and that the engine may write to it.");
    }

    /** Returns that the database cannot be opened. */
    static EngineException cannotOpen(String where, Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getErrorCode() == H2_ALREADY_OPEN) {
                return new EngineException(ErrorCode.UNAVAILABLE, "Another process has the database " + where
                    + " open.", thrown).withNextStep("End the other engine that uses this data folder, or give this"
                        + " one a data folder of its own.");
            }
        }
        return new EngineException(ErrorCode.UNAVAILABLE, "The database " + where + " cannot be opened.", thrown)
            .withNextStep("Check that the address, the user and the password are right, that the database runs, and"
                + " for a file that the engine may write to it and to its folder.");
    }

    private static boolean isAway(SQLException thrown, String state) {
        return state.startsWith("08") || state.startsWith("53") || state.startsWith("57")
            || AWAY_CODES.contains(thrown.getErrorCode())
            || thrown instanceof java.sql.SQLTransientException || thrown instanceof java.sql.SQLRecoverableException
            || thrown instanceof java.sql.SQLNonTransientConnectionException;
    }

    /** The first name in the message is the constraint's; what follows may be a value. */
    private static EngineException taken(SQLException thrown) {
        String message = thrown.getMessage() == null ? "" : thrown.getMessage().toLowerCase(Locale.ROOT);
        Matcher constraint = UNIQUE.matcher(message);
        String field = constraint.find() ? FIELDS.getOrDefault(constraint.group(1), "id") : "id";
        return new EngineException(ErrorCode.ALREADY_EXISTS, "There is one with this " + field + " already.")
            .withField(field);
    }
}
