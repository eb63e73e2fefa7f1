package io.leengine.engine.sim;

import io.leengine.engine.domain.Account;
import io.leengine.engine.domain.LogInAttempt;
import io.leengine.engine.domain.LogInFailures;
import io.leengine.engine.store.LogInRows;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

final class MemoryLogIns implements LogInRows {
    private final MemorySession session;
    private final MemoryStore.State state;

    MemoryLogIns(MemorySession session) {
        this.session = session;
        this.state = session.state;
    }

    @Override
    public Optional<LogInFailures> failures(String subject) {
        return Optional.ofNullable(state.failures.get(subject));
    }

    @Override
    public Optional<LogInFailures> lockFailures(String subject) {
        session.writes();
        return failures(subject);
    }

    @Override
    public void put(LogInFailures failures) {
        session.writes();
        state.failures.put(failures.subject(), failures);
    }

    @Override
    public void deleteFailures(String subject) {
        session.writes();
        state.failures.remove(subject);
    }

    @Override
    public void insert(LogInAttempt attempt) {
        session.unique(state.attempts.containsKey(attempt.stateHash()), "state", "The log-in");
        state.attempts.put(attempt.stateHash(), attempt);
    }

    @Override
    public int attempts() {
        return state.attempts.size();
    }

    @Override
    public Optional<LogInAttempt> lockByState(String stateHash) {
        session.writes();
        return Optional.ofNullable(state.attempts.get(stateHash));
    }

    @Override
    public Optional<LogInAttempt> lockByCode(String codeHash) {
        session.writes();
        return state.attempts.values().stream().filter(each -> each.codeHash().equals(Optional.of(codeHash))).findFirst();
    }

    @Override
    public void update(LogInAttempt attempt) {
        session.writes();
        state.attempts.replace(attempt.stateHash(), attempt);
    }

    @Override
    public void deleteAttempt(String stateHash) {
        session.writes();
        state.attempts.remove(stateHash);
    }

    @Override
    public void deleteOld(Instant failuresBefore, Instant attemptsBefore) {
        session.writes();
        state.failures.values().removeIf(each -> each.lastAt().isBefore(failuresBefore));
        state.attempts.values().removeIf(each -> each.expiresAt().isBefore(attemptsBefore));
    }

    @Override
    public void insert(Account account) {
        session.unique(account(account.provider(), account.subject()).isPresent(), "subject", account.subject());
        state.accounts.put(account.provider() + "/" + account.subject(), account);
    }

    @Override
    public Optional<Account> account(String provider, String subject) {
        return Optional.ofNullable(state.accounts.get(provider + "/" + subject));
    }

    @Override
    public List<Account> accounts(String user) {
        return state.accounts.values().stream().filter(each -> each.user().equals(user)).toList();
    }

    @Override
    public boolean deleteAccount(String user, String provider) {
        session.writes();
        return state.accounts.values().removeIf(each -> each.user().equals(user) && each.provider().equals(provider));
    }
}
