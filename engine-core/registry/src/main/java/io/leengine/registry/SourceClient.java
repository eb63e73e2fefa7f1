package io.leengine.registry;

import io.leengine.engine.domain.ImageSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks other registries, with the credentials of a source: Basic, or a token got for them. What is told in confidence goes
 * to the registry and to the token service it names, and never along with a redirect to another place. For any thread.
 */
final class SourceClient implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final int REDIRECTS = 5;
    private static final int TOKEN_BYTES = 64 << 10;
    private static final int TOKENS = 1_000;
    private static final int PLAIN_PORT = 80;
    private static final int TLS_PORT = 443;
    private static final String MANIFESTS = String.join(", ", "application/vnd.oci.image.index.v1+json",
        "application/vnd.docker.distribution.manifest.list.v2+json", "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.v2+json");

    private record Key(ImageSource source, String repository) {
    }

    private final HttpClient http = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER)
        .version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();
    private final JsonMapper json;
    private final Duration patience;
    private final Map<Key, String> authorizations = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, String> eldest) {
            return size() > TOKENS;
        }
    };

    /**
     * Asks nobody yet.
     *
     * @param patience how long an answer, or its next bytes, may take
     */
    SourceClient(JsonMapper json, Duration patience) {
        this.json = json;
        this.patience = patience;
    }

    /**
     * Asks for something of a repository.
     *
     * @param method GET or HEAD
     * @param what {@code manifests/…} or {@code blobs/…}
     * @return the answer, of status 200; its content breaks off when it stalls
     */
    HttpResponse<InputStream> ask(ImageSource source, String repository, String method, String what)
            throws SourceFault, InterruptedException {
        String name = source.nameThere(repository);
        URI address = source.url().resolve("/v2/" + name + "/" + what);
        Key key = new Key(source, repository);
        HttpResponse<InputStream> answer = follow(method, address, known(key));
        if (answer.statusCode() == 401) {
            String challenge = answer.headers().firstValue("WWW-Authenticate").orElse("");
            discard(answer);
            String authorization = authorization(source, name, challenge);
            remember(key, authorization);
            answer = follow(method, address, authorization);
        }
        if (answer.statusCode() == 200) {
            return answer;
        }
        discard(answer);
        throw fault(address, answer.statusCode());
    }

    private static SourceFault fault(URI address, int status) {
        String there = "The registry " + address.getRawAuthority() + ", which is cached here, ";
        return switch (status) {
            case 404 -> new SourceFault(SourceFault.Kind.UNKNOWN, there + "has no such thing.");
            case 401, 403 -> new SourceFault(SourceFault.Kind.REFUSED, there + "refuses this; an administrator can check the "
                + "credentials of the image group's source.");
            case 429 -> new SourceFault(SourceFault.Kind.BUSY, there + "asks for fewer requests; try again later.");
            default -> new SourceFault(SourceFault.Kind.AWAY, there + "answers with status " + status + "; try again later.");
        };
    }

    private HttpResponse<InputStream> follow(String method, URI address, String authorization)
            throws SourceFault, InterruptedException {
        URI at = address;
        for (int i = 0; i <= REDIRECTS; i++) {
            HttpResponse<InputStream> answer = send(method, at, sameOrigin(address, at) ? authorization : "", MANIFESTS);
            if (!List.of(301, 302, 303, 307, 308).contains(answer.statusCode())) {
                return answer;
            }
            discard(answer);
            at = next(at, answer.headers().firstValue("Location").orElse(""));
        }
        throw new SourceFault(SourceFault.Kind.WRONG, "The registry " + address.getRawAuthority() + " redirects too often.");
    }

    private static URI next(URI at, String location) throws SourceFault {
        try {
            URI next = at.resolve(location);
            boolean secure = "https".equalsIgnoreCase(next.getScheme());
            boolean plain = "http".equalsIgnoreCase(next.getScheme()) && "http".equalsIgnoreCase(at.getScheme());
            if (!location.isEmpty() && next.getHost() != null && next.getRawUserInfo() == null && (secure || plain)) {
                return next;
            }
        } catch (IllegalArgumentException e) {
            // No URL: the same answer as for one that leads away from TLS.
        }
        throw new SourceFault(SourceFault.Kind.WRONG,
            "The registry " + at.getRawAuthority() + " redirects to where nobody may follow.");
    }

    static boolean sameOrigin(URI one, URI other) {
        return one.getScheme().equalsIgnoreCase(other.getScheme()) && one.getHost().equalsIgnoreCase(other.getHost())
            && port(one) == port(other);
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : "https".equalsIgnoreCase(uri.getScheme()) ? TLS_PORT : PLAIN_PORT;
    }

    private HttpResponse<InputStream> send(String method, URI at, String authorization, String accept)
            throws SourceFault, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(at).timeout(patience)
            .method(method, HttpRequest.BodyPublishers.noBody()).header("Accept", accept);
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        try {
            return http.send(request.build(), BodyHandlers.ofInputStream());
        } catch (InterruptedIOException e) {
            throw (InterruptedException) new InterruptedException("Interrupted").initCause(e);
        } catch (IOException e) {
            throw away(at, e);
        }
    }

    static SourceFault away(URI at, IOException e) {
        return new SourceFault(SourceFault.Kind.AWAY,
            "The registry " + at.getRawAuthority() + ", which is cached here, does not answer; try again later.", e);
    }

    private String authorization(ImageSource source, String name, String header) throws SourceFault, InterruptedException {
        Challenge challenge = Challenge.parse(header).orElseThrow(() -> fault(source.url(), 401));
        if (!challenge.isBearer()) {
            return basic(source);
        }
        URI address = challenge.tokenAddress(name, "http".equals(source.url().getScheme()))
            .orElseThrow(() -> new SourceFault(SourceFault.Kind.WRONG, "The registry " + source.url().getRawAuthority()
                + " names a token service that may not be asked: it must be https."));
        HttpResponse<InputStream> answer = send("GET", address, basic(source), "application/json");
        if (answer.statusCode() != 200) {
            discard(answer);
            throw fault(address, answer.statusCode());
        }
        try (InputStream in = patient(answer)) {
            JsonNode document = json.readTree(in.readNBytes(TOKEN_BYTES));
            String token = document.path("token").asString(document.path("access_token").asString(""));
            if (token.matches("[\\x21-\\x7e]+")) {
                return "Bearer " + token;
            }
        } catch (IOException e) {
            throw away(address, e);
        } catch (JacksonException e) {
            throw new SourceFault(SourceFault.Kind.WRONG, "The token service " + address.getRawAuthority()
                + " answers no JSON.", e);
        }
        throw new SourceFault(SourceFault.Kind.WRONG, "The token service " + address.getRawAuthority() + " gives no token.");
    }

    private static String basic(ImageSource source) {
        return source.username().isEmpty() ? "" : "Basic " + Base64.getEncoder().encodeToString(
            (source.username() + ":" + source.password()).getBytes(StandardCharsets.UTF_8));
    }

    /** Returns an answer's content, which ends with an error when nothing comes for too long. */
    InputStream patient(HttpResponse<InputStream> answer) {
        return new PatientInput(answer.body(), patience);
    }

    private static void discard(HttpResponse<InputStream> answer) throws SourceFault {
        try {
            answer.body().close();
        } catch (IOException e) {
            throw away(answer.uri(), e);
        }
    }

    private synchronized String known(Key key) {
        return Optional.ofNullable(authorizations.get(key)).orElse("");
    }

    private synchronized void remember(Key key, String authorization) {
        authorizations.put(key, authorization);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
