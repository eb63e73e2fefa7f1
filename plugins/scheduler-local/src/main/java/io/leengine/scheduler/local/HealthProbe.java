package io.leengine.scheduler.local;

import io.leengine.model.Endpoint;
import io.leengine.spi.scheduler.HealthCheck;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;

/** Asks one running process again and again how it is, in a thread of its own. */
final class HealthProbe implements Runnable {
    /** A start should be seen at once. */
    private static final Duration WHILE_STARTING = Duration.ofMillis(50);

    private final HttpClient http;
    private final HealthCheck check;
    private final Endpoint endpoint;
    private final Readiness readiness;
    private final Runnable changed;

    /**
     * @param http follows no redirects
     * @param changed told after each answer that changed something
     */
    HealthProbe(HttpClient http, HealthCheck check, Endpoint endpoint, Readiness readiness, Runnable changed) {
        this.http = http;
        this.check = check;
        this.endpoint = endpoint;
        this.readiness = readiness;
        this.changed = changed;
    }

    /** Goes on until interrupted. */
    @Override
    public void run() {
        try {
            while (true) {
                boolean before = readiness.ready();
                String reasonBefore = readiness.reason();
                readiness.answered(ask());
                if (before != readiness.ready() || !reasonBefore.equals(readiness.reason())) {
                    changed.run();
                }
                Thread.sleep(readiness.healthy() || check.interval().compareTo(WHILE_STARTING) < 0
                    ? check.interval() : WHILE_STARTING);
            }
        } catch (InterruptedException e) {
            return; // the process ended, or the plugin goes
        }
    }

    /** Returns what is wrong; empty when nothing is. */
    private String ask() throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + endpoint + check.path()))
            .timeout(check.timeout()).header("User-Agent", "leengine-health").build();
        try {
            // Only the head counts: a body without end would hold the check forever.
            HttpResponse<InputStream> answer = http.send(request, BodyHandlers.ofInputStream());
            answer.body().close();
            int status = answer.statusCode();
            return status >= 200 && status <= 399 ? ""
                : "The health check " + check.path() + " answered with status " + status + ".";
        } catch (HttpTimeoutException e) {
            return "The health check " + check.path() + " was not answered within " + check.timeout().toMillis()
                + " ms.";
        } catch (ConnectException e) {
            return "Nothing listens on its port " + endpoint.port() + ".";
        } catch (IOException e) {
            return "The health check " + check.path() + " broke off: "
                + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()) + ".";
        }
    }
}
