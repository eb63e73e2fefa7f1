package io.leengine.scheduler.k8s;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.dsl.ExecListener;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * How a command ends. What the cluster says of it comes in order behind what the command printed. Meanwhile the client may
 * have found that the connection is closed, when something was still to be sent, and takes that for the end; so a word of the
 * client is believed only when the cluster's does not come.
 */
final class CommandEnd implements ExecListener {
    private static final long PATIENCE_SECONDS = 2;
    /** What the runtime puts before the reason. */
    private static final String RUNTIME = "unable to start container process: ";

    private final CompletableFuture<Integer> status = new CompletableFuture<>();
    private volatile String complaint = "";

    @Override
    public void onExit(int code, Status said) {
        if (code < 0 && said != null && said.getMessage() != null) {
            int reason = said.getMessage().lastIndexOf(RUNTIME);
            complaint = reason < 0 ? "The command failed: " + said.getMessage()
                : "The command could not be started: " + said.getMessage().substring(reason + RUNTIME.length());
        }
        status.complete(code);
    }

    /** Returns why it ended without a status of its own; empty when it has one, or when nobody says. */
    String complaint() {
        return complaint;
    }

    @Override
    public void onClose(int code, String reason) {
        // Whether it has ended well is said by its status, or by the client.
    }

    /** Hears of a connection that broke, or was closed without a status, too. */
    void follow(ExecWatch exec) {
        exec.exitCode().whenComplete((code, failure) -> {
            if (code != null) {
                status.complete(code);
            } else {
                CompletableFuture.delayedExecutor(PATIENCE_SECONDS, TimeUnit.SECONDS).execute(() ->
                    fail("The connection to the command broke: " + (failure == null ? "it was closed" : failure.getMessage()),
                        failure));
            }
        });
    }

    /** Ends it without a status, unless it has one. */
    void fail(String why, Throwable cause) {
        status.completeExceptionally(new EngineException(ErrorCode.UNAVAILABLE, why, cause));
    }

    /** Has something done at the end, at once if it is over. */
    void then(Runnable done) {
        status.whenComplete((_, _) -> done.run());
    }

    boolean isOver() {
        return status.isDone();
    }

    /** Waits for the status; {@code UNAVAILABLE} when there will be none. */
    int await() throws InterruptedException {
        try {
            return status.get();
        } catch (ExecutionException e) {
            throw new EngineException(ErrorCode.UNAVAILABLE, e.getCause().getMessage(), e.getCause());
        }
    }
}
