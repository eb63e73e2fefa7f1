package io.leengine.identity.oidc;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Talks HTTP with the provider: within the time of the call, within a size, and not after the close. */
final class Web implements AutoCloseable {
    private static final int MOST_BYTES = 1 << 20;
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration END = Duration.ofSeconds(5);

    private final String provider;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT)
        .version(HttpClient.Version.HTTP_1_1).followRedirects(HttpClient.Redirect.NEVER).build();
    private volatile boolean closed;
    private volatile String trouble = "";

    Web(String provider) {
        this.provider = provider;
    }

    /** Begins a call of the part. */
    void enter(CallContext context, String what) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (closed) {
            throw unavailable("'" + provider + "' is closed.", null);
        }
        context.check(what);
    }

    /** Returns what kept the last exchange from working; empty when it worked. */
    String trouble() {
        return trouble;
    }

    /** Reads a document. */
    String get(CallContext context, URI address) throws InterruptedException {
        HTTPResponse answer = send(context, HttpRequest.newBuilder(address).header("Accept", "application/json").GET());
        if (answer.getStatusCode() != 200) {
            throw troubled("The provider answered " + answer.getStatusCode() + " at " + address + ".", null);
        }
        return answer.getBody();
    }

    /** Sends a request of the library. */
    HTTPResponse send(CallContext context, HTTPRequest asked) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(asked.getURI());
        asked.getHeaderMap().forEach((name, values) -> values.forEach(value -> request.header(name, value)));
        String body = asked.getBody();
        return send(context, request.method(asked.getMethod().name(), body == null ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body)));
    }

    private HTTPResponse send(CallContext context, HttpRequest.Builder request) throws InterruptedException {
        Duration left = context.remaining();
        context.check("The provider '" + provider + "'");
        try {
            HttpResponse<InputStream> answer = http.send(request.timeout(left.isZero() ? Duration.ofMillis(1) : left).build(),
                HttpResponse.BodyHandlers.ofInputStream());
            HTTPResponse read = new HTTPResponse(answer.statusCode());
            answer.headers().firstValue("Content-Type").ifPresent(type -> read.setHeader("Content-Type", type));
            try (InputStream body = answer.body()) {
                byte[] bytes = body.readNBytes(MOST_BYTES + 1);
                if (bytes.length > MOST_BYTES) {
                    throw troubled("The provider's answer is too long.", null);
                }
                read.setBody(new String(bytes, StandardCharsets.UTF_8));
            }
            trouble = "";
            return read;
        } catch (HttpTimeoutException e) {
            context.check("The provider '" + provider + "'");
            throw troubled("The provider does not answer in time.", e);
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            throw closed ? unavailable("'" + provider + "' is closed.", e) : troubled("The provider does not answer.", e);
        }
    }

    /** Remembers and returns what is wrong with the provider. */
    EngineException troubled(String message, Exception cause) {
        trouble = message;
        return unavailable(message, cause);
    }

    /** Returns what is wrong with an answer that cannot be read; what it held goes no further. */
    EngineException unreadable(String what, ParseException cause) {
        return troubled(what + " of the provider cannot be read (" + cause.getClass().getSimpleName() + ").", null);
    }

    private EngineException unavailable(String message, Exception cause) {
        return new EngineException(ErrorCode.UNAVAILABLE, message, cause).withNextStep("Try again. If it stays, look at the "
            + "settings of the identity provider " + provider + " and whether it runs.");
    }

    @Override
    public void close() {
        closed = true;
        http.shutdownNow();
        try {
            http.awaitTermination(END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
