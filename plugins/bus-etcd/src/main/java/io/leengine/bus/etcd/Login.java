package io.leengine.bus.etcd;

import io.etcd.jetcd.api.AuthGrpc;
import io.etcd.jetcd.api.AuthenticateRequest;
import io.grpc.CallOptions;
import io.grpc.Status;
import io.grpc.StatusException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Logs in as etcd's user. A token is used until etcd no longer knows it. */
final class Login {
    private static final Duration LOG_IN = Duration.ofSeconds(5);

    private final String user;
    private final String password;
    private final ReentrantLock lock = new ReentrantLock();
    private Optional<String> token = Optional.empty();

    Login(Options options) {
        this.user = options.user();
        this.password = options.password();
    }

    boolean wanted() {
        return !user.isEmpty();
    }

    /** Returns a token; empty text when none is needed. */
    String token(Member member, Limit limit) throws StatusException, InterruptedException {
        if (!wanted()) {
            return "";
        }
        if (!lock.tryLock(limit.nanos(), TimeUnit.NANOSECONDS)) {
            throw Status.DEADLINE_EXCEEDED.withDescription("somebody else is logging in").asException();
        }
        try {
            if (token.isEmpty()) {
                token = Optional.of(logIn(member, Caller.options(limit.within(LOG_IN))));
            }
            return token.get();
        } finally {
            lock.unlock();
        }
    }

    private String logIn(Member member, CallOptions options) throws StatusException, InterruptedException {
        AuthenticateRequest request = AuthenticateRequest.newBuilder().setName(user).setPassword(password).build();
        try {
            return Exchange.of(AuthGrpc.getAuthenticateMethod(), request).on(member.channel(), options).getToken();
        } catch (StatusException e) {
            if (Faults.is(e, Status.Code.FAILED_PRECONDITION, "authentication is not enabled")) {
                // As etcd's own clients do: whoever sets up an etcd makes its users before it asks for them.
                return "";
            }
            throw e;
        }
    }

    /** Says that a token is no longer good; whoever comes next logs in again. */
    void forget(String stale) {
        lock.lock();
        try {
            token = token.filter(known -> !known.equals(stale));
        } finally {
            lock.unlock();
        }
    }
}
