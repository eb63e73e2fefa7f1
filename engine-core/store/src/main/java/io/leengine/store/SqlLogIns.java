package io.leengine.store;

import io.leengine.engine.domain.Account;
import io.leengine.engine.domain.LogInAttempt;
import io.leengine.engine.domain.LogInFailures;
import io.leengine.engine.store.LogInRows;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Failures, log-ins under way and accounts in SQL. */
record SqlLogIns(Statements sql) implements LogInRows {
    private static final String FAILURES = """
        select subject, failures, last_at, closed_until from log_in_failures where subject = ?""";
    private static final String ATTEMPT = """
        select state_hash, provider, memory, bound_hash, landing, user_id, code_hash, expires_at from log_in_attempt
        """;
    private static final String ACCOUNT = "select provider, subject, user_id, since from account ";

    @Override
    public Optional<LogInFailures> failures(String subject) {
        return sql.first(FAILURES, SqlLogIns::failures, subject);
    }

    @Override
    public Optional<LogInFailures> lockFailures(String subject) {
        return sql.lock(FAILURES + " for update", SqlLogIns::failures, subject);
    }

    @Override
    public void put(LogInFailures it) {
        sql.put("""
            update log_in_failures set failures = ?, last_at = ?, closed_until = ? where subject = ?
            """, """
            insert into log_in_failures (failures, last_at, closed_until, subject) values (?, ?, ?, ?)
            on conflict do nothing
            """, it.count(), it.lastAt(), it.closedUntil(), it.subject());
    }

    @Override
    public void deleteFailures(String subject) {
        sql.update("delete from log_in_failures where subject = ?", subject);
    }

    @Override
    public void insert(LogInAttempt it) {
        sql.update("""
            insert into log_in_attempt (state_hash, provider, memory, bound_hash, landing, user_id, code_hash, expires_at)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            """, it.stateHash(), it.provider(), it.memory(), it.boundHash(), it.landing(), it.user(), it.codeHash(),
            it.expiresAt());
    }

    @Override
    public int attempts() {
        return sql.first("select count(*) from log_in_attempt", Row::integer).orElseThrow();
    }

    @Override
    public Optional<LogInAttempt> lockByState(String stateHash) {
        return sql.lock(ATTEMPT + "where state_hash = ? for update", SqlLogIns::attempt, stateHash);
    }

    @Override
    public Optional<LogInAttempt> lockByCode(String codeHash) {
        return sql.lock(ATTEMPT + "where code_hash = ? for update", SqlLogIns::attempt, codeHash);
    }

    @Override
    public void update(LogInAttempt it) {
        sql.updateOne("log-in", it.provider(), "update log_in_attempt set user_id = ?, code_hash = ? where state_hash = ?",
            it.user(), it.codeHash(), it.stateHash());
    }

    @Override
    public void deleteAttempt(String stateHash) {
        sql.update("delete from log_in_attempt where state_hash = ?", stateHash);
    }

    @Override
    public void deleteOld(Instant failuresBefore, Instant attemptsBefore) {
        sql.update("delete from log_in_failures where last_at < ?", failuresBefore);
        sql.update("delete from log_in_attempt where expires_at < ?", attemptsBefore);
    }

    @Override
    public void insert(Account it) {
        sql.update("insert into account (provider, subject, user_id, since) values (?, ?, ?, ?)", it.provider(),
            it.subject(), it.user(), it.since());
    }

    @Override
    public Optional<Account> account(String provider, String subject) {
        return sql.first(ACCOUNT + "where provider = ? and subject = ?", SqlLogIns::account, provider, subject);
    }

    @Override
    public List<Account> accounts(String user) {
        return sql.list(ACCOUNT + "where user_id = ? order by provider, subject", SqlLogIns::account, user);
    }

    @Override
    public boolean deleteAccount(String user, String provider) {
        return sql.update("delete from account where user_id = ? and provider = ?", user, provider) > 0;
    }

    private static LogInFailures failures(Row row) throws SQLException {
        return new LogInFailures(row.text(), row.integer(), row.instant(), row.instant());
    }

    private static LogInAttempt attempt(Row row) throws SQLException {
        return new LogInAttempt(row.text(), row.text(), row.text(), row.text(), row.text(), row.optionalText(),
            row.optionalText(), row.instant());
    }

    private static Account account(Row row) throws SQLException {
        return new Account(row.text(), row.text(), row.text(), row.instant());
    }
}
