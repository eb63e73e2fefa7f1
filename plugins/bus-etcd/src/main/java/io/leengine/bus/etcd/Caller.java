package io.leengine.bus.etcd;

import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Finds a member that serves a request. What is certain not to have been done is tried at the next member; what may have been
 * done is tried again only when that does no harm. Runs on {@link Workers} only.
 */
final class Caller {
    /** An election takes two seconds or so; nobody need notice it. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration CONNECT = Duration.ofMillis(Members.CONNECT_MILLIS);
    private static final Duration FIRST_ANSWER = Duration.ofSeconds(2);
    private static final long PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 1_000;
    private static final long FAIR_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int LOG_INS = 2;
    private static final Metadata.Key<String> TOKEN = Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);
    /** A member that sees no leader says so at once then, instead of waiting. */
    private static final Metadata.Key<String> LEADER = Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);

    private final Members members;
    private final Login login;
    private final Faults faults;

    Caller(Members members, Login login, Faults faults) {
        this.members = members;
        this.login = login;
        this.faults = faults;
    }

    /** What came of one try at one member; exactly one of both is null. */
    private record Try<R>(R answer, StatusException failure, boolean sent) {
        Fault fault() {
            return Fault.of(failure.getStatus(), sent);
        }
    }

    /** Does what may be done twice. */
    <R> R repeatable(String what, Limit limit, Exchange<R> exchange) throws InterruptedException, StatusException {
        return call(what, limit, exchange, true);
    }

    /** Does what must not be done twice; when it may have been done, the error says so. */
    <R> R once(String what, Limit limit, Exchange<R> exchange) throws InterruptedException, StatusException {
        return call(what, limit, exchange, false);
    }

    private <R> R call(String what, Limit limit, Exchange<R> exchange, boolean repeatable)
            throws InterruptedException, StatusException {
        Limit patience = limit.within(PATIENCE);
        StatusException last = null;
        Duration answer = FIRST_ANSWER;
        long pause = PAUSE_MILLIS;
        while (true) {
            for (Member member : members.inTurn()) {
                boolean alone = members.all().size() == 1;
                // Who has hardly any time cannot tell that a member is silent.
                boolean fair = limit.nanos() >= FAIR_NANOS;
                Try<R> made = tryAt(member, limit, repeatable && !alone ? limit.within(answer) : limit, exchange);
                if (made.failure == null) {
                    members.served(member);
                    return made.answer;
                }
                Fault fault = made.fault();
                if (fault.isFinal()) {
                    throw made.failure;
                }
                if (last == null || fair || made.failure.getStatus().getCode() != Status.Code.DEADLINE_EXCEEDED) {
                    last = made.failure;
                    members.failed(member, faults.reason(last.getStatus()));
                }
                if (fault == Fault.UNKNOWN && !repeatable) {
                    throw faults.unknown(what, member, made.failure, limit.over());
                }
                if (limit.over()) {
                    throw faults.nobody(what, members.all(), last);
                }
            }
            if (patience.over()) {
                throw faults.nobody(what, members.all(), last);
            }
            TimeUnit.NANOSECONDS.sleep(Math.min(patience.nanos(), TimeUnit.MILLISECONDS.toNanos(pause)));
            pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
            answer = answer.multipliedBy(2);
        }
    }

    /** One try at one member, its fault neither hidden nor worked around; for the pulse. */
    <R> R at(Member member, Limit limit, Exchange<R> exchange) throws InterruptedException, StatusException {
        Try<R> made = tryAt(member, limit, limit, exchange);
        if (made.failure != null) {
            throw made.failure;
        }
        return made.answer;
    }

    private <R> Try<R> tryAt(Member member, Limit limit, Limit answer, Exchange<R> exchange) throws InterruptedException {
        if (!member.awaitConnection(limit.within(CONNECT))) {
            return new Try<>(null, Status.DEADLINE_EXCEEDED.asException(), false);
        }
        Try<R> made = null;
        for (int i = 0; i < LOG_INS; i++) {
            String token;
            try {
                token = login.token(member, answer);
            } catch (StatusException e) {
                checkInterrupt();
                // Whatever became of the log-in, the request itself was not sent.
                return new Try<>(null, e, false);
            }
            made = send(member, token, answer, exchange);
            if (made.failure == null || !login.wanted() || !mayBeStale(made)) {
                return made;
            }
            login.forget(token);
        }
        return made;
    }

    /** Of a watch etcd 3.4 says also with an old token that it is not permitted. */
    private static boolean mayBeStale(Try<?> made) {
        return made.fault() == Fault.TOKEN || made.failure.getStatus().getCode() == Status.Code.PERMISSION_DENIED;
    }

    private static <R> Try<R> send(Member member, String token, Limit answer, Exchange<R> exchange)
            throws InterruptedException {
        Sent sent = new Sent();
        try {
            return new Try<>(exchange.on(channel(member, token), options(answer).withStreamTracerFactory(sent)), null, true);
        } catch (StatusException e) {
            checkInterrupt();
            return new Try<>(null, e, sent.sent);
        }
    }

    /** gRPC tells an interrupt as a status, and leaves the thread's mark. */
    private static void checkInterrupt() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private static Channel channel(Member member, String token) {
        Metadata headers = new Metadata();
        headers.put(LEADER, "true");
        if (!token.isEmpty()) {
            headers.put(TOKEN, token);
        }
        return ClientInterceptors.intercept(member.channel(), MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    static CallOptions options(Limit limit) {
        return CallOptions.DEFAULT.withDeadlineAfter(limit.nanos(), TimeUnit.NANOSECONDS);
    }

    /** Notices when a request is given to a connection. */
    private static final class Sent extends ClientStreamTracer.Factory {
        private volatile boolean sent;

        @Override
        public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
            return new ClientStreamTracer() {
                @Override
                public void streamCreated(Attributes transport, Metadata written) {
                    sent = true;
                }
            };
        }
    }
}
