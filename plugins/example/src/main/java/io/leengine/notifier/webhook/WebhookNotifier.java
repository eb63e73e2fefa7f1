package io.leengine.notifier.webhook;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Health;
import io.leengine.spi.CallContext;
import io.leengine.spi.notifier.Notice;
import io.leengine.spi.notifier.Notifier;
import io.leengine.spi.notifier.RecipientCheck;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.json.JsonMapper;

/**
 * Posts each notice to a webhook. The receiver answers 2xx once it has taken it; the notice's id goes along, so that it can
 * leave out doubles: this notifier does not (it would have to remember over restarts), and does not declare that it does.
 *
 * <p>It implements an optional ability, {@link RecipientCheck}. An ability is an interface beside the seam's; {@link
 * #ability} as it is inherited finds it, since this class implements it.
 */
final class WebhookNotifier implements Notifier, RecipientCheck, AutoCloseable {
    private static final String ALGORITHM = "HmacSHA256";
    private static final Pattern RECIPIENT = Pattern.compile("[\\w.@+-]{1,100}");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String name;
    private final URI url;
    private final SecretKeySpec key;
    private final Duration timeout;
    private final HttpClient http;

    // What the last call has shown: health answers at once and asks nobody.
    private volatile Health health = Health.up();
    private volatile boolean closed;

    /**
     * @param name the part's name
     * @param url where to post to
     * @param secret what the signature is made with
     * @param timeout how long to wait for the receiver
     * @throws EngineException {@code INVALID} for a setting that cannot work, naming it: whoever set it is told
     */
    WebhookNotifier(String name, String url, String secret, Duration timeout) {
        this.name = name;
        this.url = address(url);
        if (secret == null || secret.isEmpty()) {
            throw EngineException.invalid("secret", "The webhook's secret is empty.");
        }
        this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
        this.timeout = timeout;
        this.http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(timeout).build();
    }

    private static URI address(String text) {
        try {
            URI uri = URI.create(text);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw noAddress(text, e);
        }
        throw noAddress(text, null);
    }

    private static EngineException noAddress(String text, Throwable cause) {
        return new EngineException(ErrorCode.INVALID, "'" + text + "' is no address of a webhook.", cause)
            .withField("url").withNextStep("Give an http or https address, for example https://alarms.example.org/in.");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Health health() {
        return closed ? Health.down("The notifier '" + name + "' is closed.") : health;
    }

    @Override
    public void checkRecipients(Set<String> recipients) {
        for (String recipient : recipients) {
            if (!RECIPIENT.matcher(recipient).matches()) {
                throw EngineException.invalid("recipients", "'" + recipient + "' is no recipient of a webhook: letters, "
                    + "digits and . @ + - _ only, at most 100.");
            }
        }
    }

    @Override
    public void deliver(CallContext context, Notice notice, Set<String> recipients) throws InterruptedException {
        // Who was interrupted before is told so now, and nothing has been done.
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (closed) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "The notifier '" + name + "' is closed.");
        }
        // The call may have waited for its turn until there is no time left.
        context.check("The delivery by '" + name + "'");
        byte[] body = JSON.writeValueAsBytes(Map.of("id", notice.id(), "severity", notice.severity().name(),
            "subject", notice.subject(), "text", notice.text(), "at", notice.at().toString(),
            "recipients", new TreeSet<>(recipients)));
        HttpRequest request = HttpRequest.newBuilder(url).timeout(shorter(context.remaining(), timeout))
            .header("Content-Type", "application/json").header("X-LeEngine-Signature", "sha256=" + sign(body))
            .POST(BodyPublishers.ofByteArray(body)).build();
        post(request);
    }

    private static Duration shorter(Duration one, Duration other) {
        Duration shorter = one.compareTo(other) < 0 ? one : other;
        return shorter.isPositive() ? shorter : Duration.ofMillis(1);
    }

    /**
     * Blocks; an interrupt ends it. The error's code says who can mend it: {@code UNAVAILABLE} and {@code TIMEOUT} are
     * tried again by the engine, with the same id.
     */
    private void post(HttpRequest request) throws InterruptedException {
        try {
            HttpResponse<Void> answer = http.send(request, BodyHandlers.discarding());
            if (answer.statusCode() / 100 != 2) {
                throw failed(ErrorCode.UNAVAILABLE, "The webhook of '" + name + "' answered " + answer.statusCode() + ".",
                    null);
            }
            health = Health.up();
        } catch (HttpTimeoutException e) {
            throw failed(ErrorCode.TIMEOUT, "The webhook of '" + name + "' does not answer in time.", e);
        } catch (IOException e) {
            throw failed(ErrorCode.UNAVAILABLE, "The webhook of '" + name + "' cannot be reached.", e);
        }
    }

    /** The message tells neither the secret nor the address, which may hold one. */
    private EngineException failed(ErrorCode code, String message, Throwable cause) {
        health = new Health(Health.State.DEGRADED, message);
        return new EngineException(code, message, cause)
            .withNextStep("See that its receiver runs, and that the part's 'url' is right.");
    }

    private String sign(byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
        }
    }

    /** Ends the calls under way and the client's threads and connections. Repeated: does nothing. */
    @Override
    public void close() {
        closed = true;
        http.shutdownNow();
    }
}
