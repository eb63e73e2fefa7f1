package io.leengine.bus.etcd;

import io.grpc.Status;
import io.grpc.StatusException;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Says in the engine's words what went wrong between it and etcd. */
final class Faults {
    private final Options options;

    Faults(Options options) {
        this.options = options;
    }

    /** etcd does not do it. */
    EngineException refused(String what, StatusException e) {
        String told = Fault.told(e.getStatus());
        Status.Code code = e.getStatus().getCode();
        if (code == Status.Code.PERMISSION_DENIED) {
            return error(what + ": " + (options.user().isEmpty() ? "etcd does not let everybody do this."
                : "etcd's user '" + options.user() + "' may not do this."), e)
                .withNextStep(options.user().isEmpty() ? "Set 'user' and 'password', or a client certificate."
                    : "Grant it: etcdctl role grant-permission ROLE readwrite --prefix=true '" + options.keys().prefix() + "'");
        }
        if (told.contains("authentication failed")) {
            return error(what + ": etcd does not take the user '" + options.user() + "' with the password that is set.", e)
                .withNextStep("Set 'user' and 'password' to those of a user of etcd.");
        }
        if (told.contains("user name is empty")) {
            return error(what + ": etcd asks who this is, and no user is set.", e)
                .withNextStep("Set 'user' and 'password', or a client certificate whose common name is a user.");
        }
        if (told.contains("space exceeded")) {
            return error(what + ": etcd's database is full; it takes no changes.", e)
                .withNextStep("Compact and defragment it, then: etcdctl alarm disarm. Have it compact by itself.");
        }
        return error(what + ": etcd says: " + told, e);
    }

    /** It may have been done. */
    EngineException unknown(String what, Member member, StatusException e, boolean late) {
        String message = what + ": " + (late ? "no answer came in time" : "the answer of " + member.endpoint() + " was lost ("
            + reason(e.getStatus()) + ")") + ". It may have been done.";
        return new EngineException(late ? ErrorCode.TIMEOUT : ErrorCode.UNAVAILABLE, message, e)
            .withNextStep("Read the key before you try again.");
    }

    /** No member serves; of each it is known why. */
    EngineException nobody(String what, List<Member> members, StatusException last) {
        String all = members.stream().map(each -> each.endpoint() + ": " + each.fault()).reduce((a, b) -> a + "; " + b)
            .orElseThrow();
        return error(what + ": no member of etcd serves it. " + all + ".", last).withNextStep(nextStep(last));
    }

    private String nextStep(StatusException last) {
        if (last != null && cause(last.getStatus(), CertificateException.class).isPresent()) {
            return "Set 'ca' to the certificate that the members' are signed by, and address them by names they are issued for.";
        }
        if (last != null && (cause(last.getStatus(), SSLException.class).isPresent() || isHangUp(last.getStatus()))) {
            return options.encryption().isPresent()
                ? "Check 'certificate' and 'key' where etcd asks for them, and whether 'endpoints' should be http."
                : "If etcd runs, check whether 'endpoints' should be https.";
        }
        return "Check that etcd runs, that most of its members see each other, and that 'endpoints' are right.";
    }

    private static EngineException error(String message, Throwable cause) {
        return new EngineException(ErrorCode.UNAVAILABLE, message, cause);
    }

    /** Why a member does not serve, in a few words. */
    String reason(Status status) {
        Optional<CertificateException> certificate = cause(status, CertificateException.class);
        if (certificate.isPresent()) {
            String told = String.valueOf(certificate.get().getMessage());
            return told.contains("path building") || told.contains("path validation")
                ? "its certificate is not signed by who is trusted" : "its certificate is not right: " + told;
        }
        Optional<SSLException> ssl = cause(status, SSLException.class);
        if (ssl.isPresent()) {
            return "no encrypted connection: " + ssl.get().getMessage();
        }
        if (cause(status, UnknownHostException.class).isPresent()
                || cause(status, UnresolvedAddressException.class).isPresent()) {
            return "its name is not known";
        }
        Optional<ConnectException> refused = cause(status, ConnectException.class);
        if (refused.isPresent()) {
            return String.valueOf(refused.get().getMessage()).contains("timed out") ? "it does not answer" : "connection refused";
        }
        if (status.getCode() == Status.Code.DEADLINE_EXCEEDED) {
            return "it does not answer";
        }
        if (isHangUp(status)) {
            return "it closed the connection";
        }
        if (status.getCause() != null && status.getCause().getMessage() != null) {
            return status.getCause().getMessage();
        }
        // gRPC tells the rest of its innards on further lines.
        String told = Fault.told(status).replaceFirst("^etcdserver: ", "").lines().findFirst().orElse("");
        return told.isEmpty() ? status.getCode().toString() : told;
    }

    /** A connection that was made and went, with or without a word. */
    private static boolean isHangUp(Status status) {
        return cause(status, ConnectException.class).isEmpty() && (cause(status, SocketException.class).isPresent()
            || cause(status, ClosedChannelException.class).isPresent() || Fault.told(status).startsWith("Network closed"));
    }

    private static <T extends Throwable> Optional<T> cause(Status status, Class<T> type) {
        for (Throwable each = status.getCause(); each != null; each = each.getCause()) {
            if (type.isInstance(each)) {
                return Optional.of(type.cast(each));
            }
        }
        return Optional.empty();
    }

    static boolean is(StatusException e, Status.Code code, String told) {
        return e.getStatus().getCode() == code && Fault.told(e.getStatus()).contains(told);
    }
}
