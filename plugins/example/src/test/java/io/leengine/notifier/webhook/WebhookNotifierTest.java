package io.leengine.notifier.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Health;
import io.leengine.spi.CallContext;
import io.leengine.spi.notifier.Notice;
import io.leengine.spi.notifier.RecipientCheck;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is this plugin's own and not of its seam's contract. */
class WebhookNotifierTest {
    private static final String SECRET = "s3cret";

    private Receiver receiver;
    private WebhookNotifier notifier;

    @BeforeEach
    void open() throws Exception {
        receiver = new Receiver();
        notifier = new WebhookNotifier("test", receiver.url(), SECRET, Duration.ofSeconds(5));
    }

    @AfterEach
    void close() {
        notifier.close();
        receiver.close();
    }

    private static void deliver(WebhookNotifier to) throws InterruptedException {
        to.deliver(CallContext.of("req-1", Duration.ofSeconds(5)), new Notice("n1", Notice.Severity.CRITICAL,
            "down", "all of it", Instant.parse("2026-01-02T03:04:05Z")), Set.of("b", "a"));
    }

    private static EngineException refused(WebhookNotifier by) {
        return assertThrows(EngineException.class, () -> deliver(by));
    }

    @Test
    void whatIsPostedIsWholeAndSigned() throws Exception {
        deliver(notifier);
        Receiver.Received it = receiver.received().getFirst();
        JsonNode json = JsonMapper.builder().build().readTree(it.body());
        assertEquals("n1 CRITICAL down, all of it, 2026-01-02T03:04:05Z [\"a\",\"b\"]", json.path("id").asString() + " "
            + json.path("severity").asString() + " " + json.path("subject").asString() + ", " + json.path("text").asString()
            + ", " + json.path("at").asString() + " " + json.path("recipients"));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        assertEquals("sha256=" + HexFormat.of().formatHex(mac.doFinal(it.body())), it.signature());
    }

    @Test
    void healthIsWhatTheLastDeliveryHasShown() throws Exception {
        assertEquals(Health.up(), notifier.health());
        receiver.answer(500);
        EngineException error = refused(notifier);
        assertEquals(ErrorCode.UNAVAILABLE, error.code());
        assertEquals(Health.State.DEGRADED, notifier.health().state());
        assertTrue(notifier.health().message().contains("500"), notifier.health().message());
        receiver.answer(200);
        deliver(notifier);
        assertEquals(Health.up(), notifier.health());
        notifier.close();
        assertEquals(Health.State.DOWN, notifier.health().state());
    }

    @Test
    void aReceiverThatIsNotThereIsUnavailableAndOneThatHangsTimesOut() throws Exception {
        String url = receiver.url();
        receiver.close();
        EngineException gone = refused(notifier);
        assertEquals(ErrorCode.UNAVAILABLE, gone.code());
        assertFalse((gone.getMessage() + gone.nextStep()).contains(url), "an address may hold a secret");
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.ofLiteral("127.0.0.1"));
                WebhookNotifier hasty = new WebhookNotifier("hasty", "http://127.0.0.1:" + silent.getLocalPort() + "/",
                    SECRET, Duration.ofMillis(200))) {
            assertEquals(ErrorCode.TIMEOUT, refused(hasty).code());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "example.org", "ftp://example.org/", "http://", "http://a b/", "file:///etc/passwd"})
    void whatIsNoAddressIsRefusedByName(String url) {
        EngineException refused =
            assertThrows(EngineException.class, () -> new WebhookNotifier("test", url, SECRET, Duration.ofSeconds(1)));
        assertEquals(ErrorCode.INVALID, refused.code());
        assertEquals(Optional.of("url"), refused.field());
        assertTrue(refused.nextStep().isPresent());
    }

    @Test
    void aSecretMustBeGiven() {
        assertEquals(Optional.of("secret"), assertThrows(EngineException.class,
            () -> new WebhookNotifier("test", receiver.url(), "", Duration.ofSeconds(1))).field());
    }

    @Test
    void recipientsAreCheckedBeforeTheNightOfTheAlarm() {
        RecipientCheck check = notifier.ability(RecipientCheck.class).orElseThrow();
        check.checkRecipients(Set.of());
        check.checkRecipients(Set.of("oncall@example.org", "team-1"));
        EngineException wrong =
            assertThrows(EngineException.class, () -> check.checkRecipients(Set.of("oncall@example.org", "a b")));
        assertEquals(ErrorCode.INVALID, wrong.code());
        assertEquals(Optional.of("recipients"), wrong.field());
        assertTrue(wrong.getMessage().contains("'a b'"), wrong.getMessage());
    }
}
