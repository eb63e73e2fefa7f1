package io.leengine.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a balancer before the engines asks. */
@Timeout(30)
class HealthTest {
    private final LiveApi api = new LiveApi(Duration.ofSeconds(15));

    @AfterEach
    void stop() {
        api.close();
    }

    /** Fails unless it is told without a log-in, with that status. */
    private void told(int status, boolean ready, String missing) throws Exception {
        HttpResponse<String> answer = api.send(HttpRequest.newBuilder(api.request("/health").build().uri()).GET());
        assertEquals("{\"ready\":" + ready + ",\"region\":\"local\",\"version\":\"0.1.0\",\"missing\":[" + missing + "]}",
            answer.body());
        assertEquals(status, answer.statusCode());
        assertEquals("no-store", answer.headers().firstValue("Cache-Control").orElseThrow());
    }

    @Test
    void anEngineThatIsReadyStaysWithTheBalancerWhateverIsMissing() throws Exception {
        told(200, true, "");
        api.platform.missing.add("scheduler room-2: away");
        told(200, true, "\"scheduler room-2: away\"");
        api.platform.ready = false;
        told(503, false, "\"scheduler room-2: away\"");
    }
}
