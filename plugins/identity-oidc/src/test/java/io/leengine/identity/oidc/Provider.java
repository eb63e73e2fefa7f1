package io.leengine.identity.oidc;

import io.leengine.spi.identity.LogInPolicy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.opentest4j.AssertionFailedError;

/** The process of {@link ProviderMain}, and the browser of who logs in there. */
final class Provider implements AutoCloseable {
    private final HttpClient browser = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Process process;
    private final int port;

    Provider() throws IOException {
        process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
            "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
            ProviderMain.class.getName()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        BufferedReader said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = said.readLine();
        while (line != null && !line.startsWith("PORT ")) {
            line = said.readLine();
        }
        if (line == null) {
            throw new AssertionFailedError("The provider did not start");
        }
        port = Integer.parseInt(line.substring(5));
        Thread.ofVirtual().start(() -> said.lines().forEach(more -> { }));
    }

    URI issuer() {
        return URI.create("http://127.0.0.1:" + port);
    }

    ProviderSettings settings() {
        return settings(ProviderMain.SECRET, Set.of());
    }

    ProviderSettings settings(String secret, Set<String> allowed) {
        return new ProviderSettings("company", issuer(), ProviderMain.CLIENT, secret, URI.create(ProviderMain.CALLBACK),
            List.of("openid", "profile", "email"), "preferred_username", "groups", allowed, Duration.ofSeconds(60),
            new LogInPolicy("The company", true, Optional.of("bosses")));
    }

    /** Goes where a log-in begins, shows who it is, and returns what the provider sends the browser back with. */
    Map<String, String> visit(URI url, String userName, String password) throws IOException, InterruptedException {
        String basic = Base64.getEncoder().encodeToString((userName + ":" + password).getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> answer = browser.send(HttpRequest.newBuilder(url).header("Authorization", "Basic " + basic)
            .header("Accept", "text/html").build(), HttpResponse.BodyHandlers.ofString());
        String location = answer.headers().firstValue("Location").orElse("");
        if (!location.startsWith(ProviderMain.CALLBACK + "?")) {
            throw new AssertionFailedError("The provider answered " + answer.statusCode() + " " + location + " "
                + answer.body());
        }
        Map<String, String> parameters = new HashMap<>();
        for (String pair : location.substring(location.indexOf('?') + 1).split("&")) {
            String[] parts = pair.split("=", 2);
            parameters.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return parameters;
    }

    Map<String, String> visit(URI url, String userName) throws IOException, InterruptedException {
        return visit(url, userName, "pass-of-" + userName);
    }

    /** Makes it sign with another key, and forget the former one. */
    void rotate() throws IOException, InterruptedException {
        browser.send(HttpRequest.newBuilder(issuer().resolve("/rotate")).POST(HttpRequest.BodyPublishers.noBody()).build(),
            HttpResponse.BodyHandlers.discarding());
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        browser.close();
    }
}
