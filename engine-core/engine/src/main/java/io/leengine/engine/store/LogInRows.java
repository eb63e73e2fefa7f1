package io.leengine.engine.store;

import io.leengine.engine.domain.Account;
import io.leengine.engine.domain.LogInAttempt;
import io.leengine.engine.domain.LogInFailures;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** What log-in keeps besides users and tokens: failures, log-ins under way elsewhere, and who is who there. */
@ProviderType
public interface LogInRows {
    /** Returns the failures of a subject. */
    Optional<LogInFailures> failures(String subject);

    /** As {@link #failures}, and holds the row against other writers until the transaction ends. */
    Optional<LogInFailures> lockFailures(String subject);

    /** Keeps the failures of a subject. */
    void put(LogInFailures failures);

    /** Forgets the failures of a subject. Absent: does nothing. */
    void deleteFailures(String subject);

    /** Adds a log-in that is under way. */
    void insert(LogInAttempt attempt);

    /** Returns how many log-ins are under way. */
    int attempts();

    /** Returns a log-in by its state and holds the row against other writers until the transaction ends. */
    Optional<LogInAttempt> lockByState(String stateHash);

    /** Returns a log-in by the digest of its code and holds the row likewise. */
    Optional<LogInAttempt> lockByCode(String codeHash);

    /** Writes user and code. */
    void update(LogInAttempt attempt);

    /** Removes a log-in. Absent: does nothing. */
    void deleteAttempt(String stateHash);

    /** Forgets failures of before a time, and log-ins that were to end before another. */
    void deleteOld(Instant failuresBefore, Instant attemptsBefore);

    /** Adds an account; {@code ALREADY_EXISTS} when somebody has it. */
    void insert(Account account);

    /** Returns who has an account. */
    Optional<Account> account(String provider, String subject);

    /** Returns a user's accounts, by provider. */
    List<Account> accounts(String user);

    /** Removes a user's account at a provider; returns whether there was one. */
    boolean deleteAccount(String user, String provider);
}
