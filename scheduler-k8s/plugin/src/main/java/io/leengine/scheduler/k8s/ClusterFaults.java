package io.leengine.scheduler.k8s;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** Says in the engine's words what went wrong between it and an apiserver. */
final class ClusterFaults {
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int GONE = 410;
    private static final int UNPROCESSABLE = 422;
    private static final int TOO_MANY = 429;
    /** From here on it is the apiserver, or who stands before it, that cannot. */
    static final int SERVER = 500;
    /** As the apiserver words it: User "x" cannot list resource "pods" in API group "" in the namespace "y". */
    private static final Pattern RIGHT = Pattern.compile("cannot (\\S+) resource \"([^\"]+)\" in API group \"([^\"]*)\""
        + "(?: in the namespace \"([^\"]+)\")?");

    private final String cell;
    private final URI server;

    ClusterFaults(String cell, URI server) {
        this.cell = cell;
        this.server = server;
    }

    /** Whether there was no answer at all. */
    boolean isSilence(KubernetesClientException e) {
        return e.getCode() <= 0
            && (cause(e, IOException.class).isPresent() || cause(e, TimeoutException.class).isPresent());
    }

    static boolean isConflict(KubernetesClientException e) {
        return e.getCode() == CONFLICT;
    }

    static boolean isNotFound(KubernetesClientException e) {
        return e.getCode() == NOT_FOUND;
    }

    /** Whether the version of the cluster's state that was asked for is forgotten. */
    static boolean isGone(KubernetesClientException e) {
        return e.getCode() == GONE;
    }

    /** Whether what was asked for cannot be done now: of a log, that there is none yet. */
    static boolean isBadRequest(KubernetesClientException e) {
        return e.getCode() == BAD_REQUEST;
    }

    /** Whether the engine's account lacks a right; a quota or an admission that says no is another matter. */
    static boolean isRightMissing(KubernetesClientException e) {
        return e.getCode() == FORBIDDEN && RIGHT.matcher(message(e)).find();
    }

    /** Returns what an error says, with the step to take. */
    static String text(EngineException fault) {
        return fault.getMessage() + fault.nextStep().map(step -> " " + step).orElse("");
    }

    /** @param what the subject of a sentence: what was asked of the cluster */
    EngineException of(String what, KubernetesClientException e) {
        if (e.getCode() <= 0) {
            return unanswered(what, e);
        }
        String told = message(e);
        return switch (e.getCode()) {
            case UNAUTHORIZED -> error(ErrorCode.UNAVAILABLE, what + ": the cell's cluster does not know the engine's token "
                + "or certificate (401).", e).withNextStep("It may have expired: make a new one and set it in the cell.");
            case FORBIDDEN -> forbidden(what, told, e);
            case NOT_FOUND -> error(ErrorCode.NOT_FOUND, what + ": " + told, e);
            case CONFLICT, GONE -> error(ErrorCode.UNAVAILABLE, what + ": somebody else changed it at the same time. " + told,
                e);
            case UNPROCESSABLE -> error(ErrorCode.INVALID, what + " was refused: " + told, e).withField("settings");
            case TOO_MANY -> error(ErrorCode.UNAVAILABLE, what + ": the apiserver has too much to do now (429).", e);
            default -> error(e.getCode() >= SERVER ? ErrorCode.UNAVAILABLE : ErrorCode.INTERNAL, what + ": the apiserver says "
                + e.getCode() + ": " + told, e);
        };
    }

    private EngineException forbidden(String what, String told, KubernetesClientException e) {
        Matcher right = RIGHT.matcher(told);
        if (right.find()) {
            String group = right.group(3).isEmpty() ? "" : "." + right.group(3);
            String where = right.group(4) == null ? "in the whole cluster" : "in the namespace " + right.group(4);
            return error(ErrorCode.UNAVAILABLE, what + ": the engine's account may not " + right.group(1) + " "
                + right.group(2) + group + " " + where + ".", e)
                .withNextStep("Apply the manifest of the how-to 'Add a Kubernetes cell' again; it grants this right.");
        }
        boolean quota = told.toLowerCase(Locale.ROOT).contains("exceeded quota");
        return quota ? error(ErrorCode.INSUFFICIENT_RESOURCES, what + ": " + told, e)
            .withNextStep("Raise the cell's setting 'instancesPerNamespace'.")
            : error(ErrorCode.UNAVAILABLE, what + " was forbidden: " + told, e);
    }

    private EngineException unanswered(String what, KubernetesClientException e) {
        if (cause(e, CertificateExpiredException.class).isPresent()) {
            return error(ErrorCode.UNAVAILABLE, what + ": the certificate of " + server + " has expired, or the clocks are "
                + "apart.", e).withNextStep("Renew the apiserver's certificate; compare both clocks.");
        }
        if (cause(e, CertificateNotYetValidException.class).isPresent()) {
            return error(ErrorCode.UNAVAILABLE, what + ": the certificate of " + server + " is not valid yet.", e)
                .withNextStep("Compare the clocks of the engine and the cluster.");
        }
        if (cause(e, SSLException.class).isPresent()) {
            return error(ErrorCode.UNAVAILABLE, what + ": no trusted connection to " + server + ": "
                + cause(e, SSLException.class).get().getMessage() + ".", e)
                .withNextStep("Check the CA, and whether the client's certificate has expired.");
        }
        if (cause(e, UnknownHostException.class).isPresent()) {
            return error(ErrorCode.UNAVAILABLE, what + ": there is no host '" + server.getHost() + "'.", e)
                .withNextStep("Check the address of the cell and the engine's name service.");
        }
        if (cause(e, ConnectException.class).isPresent() || cause(e, HttpConnectTimeoutException.class).isPresent()) {
            return error(ErrorCode.UNAVAILABLE, what + ": nobody answers at " + server + ".", e)
                .withNextStep("Check whether the apiserver runs and is reachable from here.");
        }
        if (cause(e, HttpTimeoutException.class).isPresent() || cause(e, TimeoutException.class).isPresent()) {
            return error(ErrorCode.UNAVAILABLE, what + ": " + server + " did not answer in time.", e);
        }
        if (cause(e, InterruptedException.class).isPresent() || cause(e, CancellationException.class).isPresent()
                || cause(e, IOException.class).isPresent()) {
            return error(ErrorCode.UNAVAILABLE, what + ": the connection to " + server + " broke.", e);
        }
        return error(ErrorCode.UNAVAILABLE, what + ": " + message(e), e);
    }

    private EngineException error(ErrorCode code, String message, KubernetesClientException cause) {
        return new EngineException(code, "Cell '" + cell + "': " + message, cause);
    }

    private static String message(KubernetesClientException e) {
        Status status = e.getStatus();
        String told = status == null ? e.getMessage() : status.getMessage();
        return told == null ? "no reason given" : told;
    }

    private static <C> Optional<C> cause(Throwable e, Class<C> type) {
        for (Throwable each = e; each != null; each = each.getCause() == each ? null : each.getCause()) {
            if (type.isInstance(each)) {
                return Optional.of(type.cast(each));
            }
        }
        return Optional.empty();
    }
}
