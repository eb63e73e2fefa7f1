package io.leengine.scheduler.local.image;

import io.leengine.model.Credentials;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.ImageReference;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** Reads from one repository of a registry, over the OCI distribution API, logging in when asked to. */
final class RegistrySession {
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final int REDIRECTS = 5;

    private final HttpClient http;
    private final ImageReference image;
    private final RegistryLogin login;
    private Optional<String> authorization = Optional.empty();

    /** @param http a client that follows no redirects: credentials must not travel to another host */
    RegistrySession(HttpClient http, ImageReference image, Credentials credentials) {
        this.http = http;
        this.image = image;
        this.login = new RegistryLogin(http, credentials);
    }

    /**
     * Opens a manifest or blob. The caller closes the stream and checks the digest.
     *
     * @param kind {@code manifests} or {@code blobs}
     */
    InputStream open(String kind, String digest, String accept) throws InterruptedException {
        URI uri = URI.create(scheme() + "://" + image.registry() + "/v2/" + image.repository() + "/" + kind + "/"
            + digest);
        HttpResponse<InputStream> answer = send(uri, accept);
        if (answer.statusCode() == 401) {
            close(answer);
            authorization = Optional.of(login.authorization(answer.headers().allValues("WWW-Authenticate"), image));
            answer = send(uri, accept);
        }
        if (answer.statusCode() != 200) {
            close(answer);
            throw refused(answer.statusCode());
        }
        return answer.body();
    }

    private String scheme() {
        return RegistryLogin.isLoopback(URI.create("http://" + image.registry()).getHost()) ? "http" : "https";
    }

    private HttpResponse<InputStream> send(URI first, String accept) throws InterruptedException {
        URI uri = first;
        for (int hop = 0; hop <= REDIRECTS; hop++) {
            HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(ANSWER).header("Accept", accept);
            if (uri.getAuthority().equals(first.getAuthority())) {
                authorization.ifPresent(value -> request.header("Authorization", value));
            }
            HttpResponse<InputStream> answer = exchange(request.build());
            Optional<String> location = answer.headers().firstValue("Location");
            if (answer.statusCode() / 100 != 3 || location.isEmpty()) {
                return answer;
            }
            close(answer);
            uri = uri.resolve(location.get());
        }
        throw new EngineException(ErrorCode.UNAVAILABLE, "The registry " + image.registry()
            + " sends from one address to the next without end.");
    }

    private HttpResponse<InputStream> exchange(HttpRequest request) throws InterruptedException {
        try {
            return http.send(request, BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new EngineException(ErrorCode.UNAVAILABLE,
                "The registry " + image.registry() + " does not answer: " + RegistryLogin.words(e), e);
        }
    }

    private EngineException refused(int status) {
        return switch (status) {
            case 401, 403 -> new EngineException(ErrorCode.FORBIDDEN,
                "Pulling '" + image + "' is not permitted with the namespace's pull credentials.");
            case 404 -> new EngineException(ErrorCode.NOT_FOUND, "The image '" + image + "' is not found.");
            default -> new EngineException(ErrorCode.UNAVAILABLE,
                "The registry " + image.registry() + " answered with status " + status + ".");
        };
    }

    static void close(HttpResponse<InputStream> answer) {
        try {
            answer.body().close();
        } catch (IOException e) {
            System.getLogger(RegistrySession.class.getName())
                .log(System.Logger.Level.DEBUG, "Could not close an answer", e);
        }
    }
}
