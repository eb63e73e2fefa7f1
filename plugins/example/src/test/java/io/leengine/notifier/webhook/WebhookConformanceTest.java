package io.leengine.notifier.webhook;

import io.leengine.spi.notifier.Notifier;
import io.leengine.tck.NotifierConformance;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * The plugin against the contract of its seam. The kit opens and closes it, also in the middle of calls, with fifty threads
 * and with interrupts, and looks for what it leaves behind; here is said only how it is opened and where notices arrive.
 */
class WebhookConformanceTest extends NotifierConformance {
    private static Receiver receiver;

    /** One for all: that the receiver is not the plugin's to leave behind. */
    @BeforeAll
    static void startReceiver() throws Exception {
        receiver = new Receiver();
    }

    @AfterAll
    static void stopReceiver() {
        receiver.close();
    }

    @BeforeEach
    void forget() {
        receiver.received().clear();
    }

    @Override
    protected Notifier open() {
        return new WebhookNotifier("test", receiver.url(), "s3cret", Duration.ofSeconds(20));
    }

    @Override
    protected void close(Notifier opened) {
        ((WebhookNotifier) opened).close();
    }

    @Override
    protected Set<String> recipients() {
        return Set.of("oncall@example.org");
    }

    @Override
    protected List<String> arrived() {
        return receiver.received().stream().map(each -> new String(each.body(), StandardCharsets.UTF_8)).toList();
    }
}
