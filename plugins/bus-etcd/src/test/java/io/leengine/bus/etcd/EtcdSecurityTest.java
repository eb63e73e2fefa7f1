package io.leengine.bus.etcd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Health;
import io.leengine.spi.Watch;
import io.leengine.spi.bus.BusEvent;
import io.leengine.spi.bus.Lease;
import io.leengine.tck.Certificates;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is said when etcd and the engine do not trust each other, and what becomes of a token that is too old. */
@Timeout(120)
class EtcdSecurityTest {
    private static final String PREFIX = "leengine:";
    private static final Optional<Lease> NO_LEASE = Optional.empty();
    private static final byte[] VALUE = {1};

    @TempDir
    static Path folder;
    private static SecureEtcd secure;
    private static Certificates strangers;

    @BeforeAll
    static void start() throws Exception {
        secure = SecureEtcd.start(EtcdPrograms.any(), folder.resolve("secure"), PREFIX, "--auth-token-ttl=1");
        strangers = new Certificates(folder.resolve("strangers")).issue("client", "");
    }

    @AfterAll
    static void stop() {
        if (secure != null) {
            secure.close();
        }
    }

    private static Encryption ours() throws Exception {
        return Encryption.of(secure.certificates.authority(), secure.certificates.certificate("client"),
            secure.certificates.key("client"));
    }

    /** Fails to read with these, says all of some words, and no secret; the health says the same. */
    private static void assertFails(Options options, String... words) throws Exception {
        EtcdBus bus = new EtcdBus(options);
        try {
            EngineException error = assertThrows(EngineException.class,
                () -> bus.get(Buses.within(Duration.ofSeconds(2)), "/a"));
            assertEquals(ErrorCode.UNAVAILABLE, error.code(), error.getMessage());
            String said = error.getMessage() + " " + error.nextStep().orElse("NO NEXT STEP");
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (bus.health().message().contains("not asked") && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            assertEquals(Health.State.DOWN, bus.health().state());
            for (String word : words) {
                assertTrue(said.contains(word), said);
            }
            assertTrue(bus.health().message().contains(words[0]), bus.health().message());
            assertFalse((said + bus.health()).contains(SecureEtcd.PASSWORD), "no secret is told");
        } finally {
            bus.close();
        }
    }

    @Test
    void aWrongPasswordIsSaid() throws Exception {
        assertFails(secure.options(PREFIX, SecureEtcd.USER, SecureEtcd.PASSWORD + "x", ours()),
            "does not take the user 'engine'", "'password'");
        assertFails(secure.options(PREFIX, "nobody", SecureEtcd.PASSWORD, ours()), "does not take the user 'nobody'");
    }

    @Test
    void aUserThatIsWantedIsSaid() throws Exception {
        // With the certificate alone its name counts as the user's, and there is no such user.
        assertFails(secure.options(PREFIX, "", "", ours()), "etcd does not", "'user'");
    }

    @Test
    void aMissingRightIsSaid() throws Exception {
        assertFails(secure.options("others:", SecureEtcd.USER, SecureEtcd.PASSWORD, ours()),
            "etcd's user 'engine' may not do this", "role grant-permission", "others:");
    }

    @Test
    void anAuthorityNobodyKnowsIsSaid() throws Exception {
        assertFails(secure.options(PREFIX, SecureEtcd.USER, SecureEtcd.PASSWORD, Encryption.of(strangers.authority(),
            secure.certificates.certificate("client"), secure.certificates.key("client"))),
            "its certificate is not signed by who is trusted", "'ca'");
    }

    @Test
    void aClientWithoutCertificateOrWithAStrangersIsSaid() throws Exception {
        assertFails(secure.options(PREFIX, SecureEtcd.USER, SecureEtcd.PASSWORD,
            Encryption.of(secure.certificates.authority(), "", "")), "127.0.0.1", "'certificate' and 'key'");
        assertFails(secure.options(PREFIX, SecureEtcd.USER, SecureEtcd.PASSWORD, Encryption.of(
            secure.certificates.authority(), strangers.certificate("client"), strangers.key("client"))),
            "127.0.0.1", "'certificate' and 'key'");
    }

    @Test
    void aServerOfAnotherNameIsSaid() throws Exception {
        try (Etcd elsewhere = Etcd.encrypted(EtcdPrograms.any(), folder.resolve("elsewhere"), secure.certificates, "elsewhere",
                false).start()) {
            assertFails(new Options("test", Endpoint.parse(elsewhere.address()).endpoints(), new KeySpace(PREFIX),
                Optional.of(ours()), "", ""), "its certificate is not right", "names they are issued for");
        }
    }

    @Test
    void plainAndEncryptedDoNotMeet() throws Exception {
        String port = secure.etcd.address().substring("https://".length());
        assertFails(Buses.options(PREFIX, "http://" + port), "it closed the connection", "should be https");
        try (Etcd plain = Etcd.plain(EtcdPrograms.any(), folder.resolve("plain")).start()) {
            assertFails(new Options("test", Endpoint.parse(plain.address()).endpoints(), new KeySpace(PREFIX),
                Optional.of(ours()), "", ""), "127.0.0.1", "should be http");
        }
    }

    @Test
    void aUserOfAnEtcdWithoutUsersIsLetIn() throws Exception {
        try (Etcd plain = Etcd.plain(EtcdPrograms.any(), folder.resolve("open"), "--auth-token-ttl=1", "--bcrypt-cost=4")
                .start()) {
            EtcdBus bus = new EtcdBus(new Options("test", Endpoint.parse(plain.address()).endpoints(), new KeySpace(PREFIX),
                Optional.empty(), SecureEtcd.USER, SecureEtcd.PASSWORD));
            try (Administrator administrator = new Administrator(plain);
                    Watch<BusEvent> watch = bus.watch(Buses.ctx(), "/")) {
                bus.put(Buses.ctx(), "/a", VALUE, NO_LEASE);
                new Told().until(watch, "/a", Told.text(VALUE));
                administrator.requireUsers(SecureEtcd.USER, SecureEtcd.PASSWORD, PREFIX);
                bus.put(Buses.ctx(), "/b", VALUE, NO_LEASE);
                new Told().until(watch, "/b", Told.text(VALUE));
            } finally {
                bus.close();
            }
        }
    }

    @Test
    void aTokenThatIsTooOldIsReplacedUnnoticed() throws Exception {
        EtcdBus bus = new EtcdBus(secure.options(PREFIX));
        try (Watch<BusEvent> watch = bus.watch(Buses.ctx(), "/w/")) {
            Lease lease = bus.grant(Buses.ctx(), Duration.ofSeconds(2));
            bus.put(Buses.ctx(), "/w/leased", VALUE, Optional.of(lease));
            Told told = new Told().until(watch, "/w/leased", Told.text(VALUE));
            for (int i = 0; i < 3; i++) {
                // Nothing is asked for longer than a token lives.
                assertEquals(Optional.empty(), watch.next(Duration.ofMillis(2_500)));
                bus.put(Buses.ctx(), "/w/a", Integer.toString(i).getBytes(), NO_LEASE);
                told.until(watch, "/w/a", Integer.toString(i));
            }
            assertTrue(lease.alive());
            assertEquals(Optional.empty(), watch.next(Duration.ofMillis(2_500)));
            try (Watch<BusEvent> late = bus.watch(Buses.ctx(), "/w/", told.revision - 1)) {
                new Told().until(late, "/w/a", "2");
            }
            lease.close();
            told.untilGone(watch, "/w/leased");
        } finally {
            bus.close();
        }
    }
}
