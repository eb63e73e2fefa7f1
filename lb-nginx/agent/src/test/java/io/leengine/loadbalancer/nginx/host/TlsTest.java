package io.leengine.loadbalancer.nginx.host;

import static io.leengine.loadbalancer.nginx.host.HostFixture.HOST;
import static io.leengine.loadbalancer.nginx.host.HostFixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.spi.loadbalancer.Admission;
import io.leengine.spi.loadbalancer.Certificate;
import io.leengine.spi.loadbalancer.DomainRules;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.HeaderRules;
import io.leengine.spi.loadbalancer.Routing;
import io.leengine.spi.loadbalancer.TlsRule;
import io.leengine.spi.loadbalancer.Upstream;
import io.leengine.tck.Certificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Domains over TLS, on a real nginx. */
@Timeout(120)
class TlsTest {
    private static final String OTHER = "other.example.org";
    private static final int LIMIT_MILLIS = 20_000;

    @TempDir
    private static Path keys;
    private static Certificates certificates;

    @TempDir
    private Path folder;
    private int port;

    @BeforeAll
    static void issue() throws Exception {
        certificates = new Certificates(keys).issue("first", "dns:*.example.org").issue("second", "dns:*.example.org")
            .issue("third", "dns:*.example.org");
    }

    @BeforeEach
    void choosePort() throws Exception {
        port = HostFixture.freePort();
    }

    /** Returns what was issued to an owner, under the name the domains know. */
    private static Certificate certificate(String owner) throws IOException {
        return new Certificate("main", certificates.certificate(owner) + certificates.authority(), certificates.key(owner));
    }

    private static Site site(String host, boolean redirect, TlsRule.Version least) {
        return Site.of(DomainSpec.of(host).with(new DomainRules(Optional.of(new TlsRule("main", redirect, least)),
            HeaderRules.NONE, Admission.ALL, Routing.PLAIN, List.of(), "")));
    }

    private static Site site(String host) {
        return site(host, false, TlsRule.Version.TLS_1_2);
    }

    private HostFixture host() throws Exception {
        return new HostFixture(folder, settings -> settings.withTls(List.of(new Listener("127.0.0.1", port))));
    }

    private static Applied serve(HostFixture nginx, Certificate certificate, Upstream upstream, Site... sites)
            throws InterruptedException {
        Map<String, Site> settings = new HashMap<>();
        Map<String, List<Upstream>> upstreams = new HashMap<>();
        for (Site each : sites) {
            settings.put(each.host(), each);
            upstreams.put(each.host(), List.of(upstream));
        }
        return nginx.host().apply(new HostChange(settings, upstreams, Set.of(),
            Map.of(certificate.name(), Optional.of(certificate))));
    }

    private record Answer(String owner, String text) {
    }

    /** Asks for a host by the name that is said in the handshake. */
    private Answer ask(String name, String host, String... protocols) throws IOException {
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), LIMIT_MILLIS);
            plain.setSoTimeout(LIMIT_MILLIS);
            try (SSLSocket socket = (SSLSocket) certificates.trusting().getSocketFactory().createSocket(plain, name, port, true)) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setServerNames(List.of(new SNIHostName(name)));
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                if (protocols.length > 0) {
                    parameters.setProtocols(protocols);
                }
                socket.setSSLParameters(parameters);
                socket.startHandshake();
                X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
                socket.getOutputStream().write(get(host).replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
                return new Answer(shown.getSubjectX500Principal().getName(),
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1));
            }
        }
    }

    private Answer ask(String name) throws IOException {
        return ask(name, name);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(folder.resolve("certificates"))) {
            return all.toList();
        }
    }

    @Test
    void aDomainIsServedByItsCertificate() throws Exception {
        try (RawServer a = new RawServer(RawServer.answering("a")); HostFixture nginx = host()) {
            assertEquals(Map.of(), serve(nginx, certificate("first"), a.upstream(1), site(HOST)).failures());
            Answer answer = ask(HOST);
            assertEquals("CN=first", answer.owner());
            assertEquals(200, RawConnection.status(answer.text()));
            assertEquals(200, RawConnection.status(nginx.ask()), "plainly too");
        }
    }

    @Test
    void domainsWithoutTlsAreNotThereOverTls() throws Exception {
        try (RawServer a = new RawServer(RawServer.answering("a")); HostFixture nginx = host()) {
            serve(nginx, certificate("first"), a.upstream(1), site(HOST), Site.of(DomainSpec.of(OTHER)));
            assertThrows(SSLException.class, () -> ask(OTHER));
            assertThrows(SSLException.class, () -> ask("unknown.example.org"));
            assertEquals(404, RawConnection.status(ask(HOST, OTHER).text()), "nor under another's name");
            assertEquals(200, RawConnection.status(nginx.ask(get(OTHER))));
        }
    }

    @Test
    void plainRequestsAreSentOver() throws Exception {
        try (RawServer a = new RawServer(RawServer.answering("a")); HostFixture nginx = host()) {
            serve(nginx, certificate("first"), a.upstream(1), site(HOST, true, TlsRule.Version.TLS_1_2));
            String moved = nginx.ask("GET /x%20y?a=b HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n");
            assertEquals(308, RawConnection.status(moved));
            assertTrue(moved.contains("\r\nLocation: https://" + HOST + ":" + port + "/x%20y?a=b\r\n"), moved);
            assertEquals(200, RawConnection.status(ask(HOST).text()));
        }
    }

    @Test
    void anOlderTlsIsNotTaken() throws Exception {
        try (RawServer a = new RawServer(RawServer.answering("a")); HostFixture nginx = host()) {
            serve(nginx, certificate("first"), a.upstream(1), site(HOST, false, TlsRule.Version.TLS_1_3), site(OTHER));
            assertEquals(200, RawConnection.status(ask(HOST, HOST, "TLSv1.3").text()));
            assertThrows(SSLException.class, () -> ask(HOST, HOST, "TLSv1.2"));
            assertEquals(200, RawConnection.status(ask(OTHER, OTHER, "TLSv1.2").text()));
            assertEquals(421, RawConnection.status(ask(OTHER, HOST, "TLSv1.2").text()), "nor by way of another domain");
        }
    }

    @Test
    void aCertificateIsReplacedAndKept() throws Exception {
        try (RawServer a = new RawServer(RawServer.answering("a")); HostFixture nginx = host()) {
            serve(nginx, certificate("first"), a.upstream(1), site(HOST));
            Applied applied = nginx.host().apply(HostChange.of(certificate("second")));
            assertEquals(Set.of(HOST), applied.hosts());
            assertTrue(applied.reloaded());
            assertEquals("CN=second", ask(HOST).owner());
            assertEquals(1, files().size(), "the old key is gone");
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(files().getFirst())));
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(files().getFirst().getParent())));
            nginx.host().stop(Duration.ofSeconds(2));
            nginx.reopen();
            assertEquals("CN=second", ask(HOST).owner(), "without anybody saying more");
            nginx.host().apply(HostChange.of(certificate("third")));
            nginx.reopen();
            assertFalse(nginx.host().apply(HostChange.of(certificate("third"))).reloaded());
            assertEquals("CN=third", ask(HOST).owner());
        }
    }

    @Test
    void aKeyThatNobodyNeedsAnyMoreIsNotLeftLying() throws Exception {
        try (HostFixture nginx = host()) {
            assertFalse(nginx.host().apply(HostChange.of(certificate("first"))).reloaded());
            assertEquals(1, files().size());
            nginx.host().apply(new HostChange(Map.of(), Map.of(), Set.of(), Map.of("main", Optional.empty())));
            assertEquals(List.of(), files());
        }
    }

    @Test
    void whatIsNoCertificateLeavesTheOneThatIs() throws Exception {
        try (RawServer a = new RawServer(RawServer.answering("a")); HostFixture nginx = host()) {
            serve(nginx, certificate("first"), a.upstream(1), site(HOST), Site.of(DomainSpec.of(OTHER)));
            Certificate mixed = new Certificate("main", certificates.certificate("second"), certificates.key("first"));
            for (Certificate bad : List.of(mixed, new Certificate("main", "nothing", "at all"))) {
                Applied applied = nginx.host().apply(HostChange.of(bad));
                assertEquals(Set.of(HOST), applied.failures().keySet(), applied.toString());
                assertFalse(applied.failures().get(HOST).contains("PRIVATE"), "nothing of the key is told");
                assertEquals("CN=first", ask(HOST).owner());
                assertEquals(200, RawConnection.status(nginx.ask(get(OTHER))));
            }
            assertEquals(Map.of(), nginx.host().apply(HostChange.of(certificate("second"))).failures());
            assertEquals("CN=second", ask(HOST).owner());
        }
    }

    @Test
    void withoutItsCertificateOrAListenerADomainIsRefused() throws Exception {
        try (RawServer a = new RawServer(RawServer.answering("a")); HostFixture nginx = host()) {
            nginx.serve(Site.of(DomainSpec.of(HOST)), a.upstream(1));
            Applied none = nginx.host().apply(HostChange.of(site(HOST)));
            assertTrue(none.failures().get(HOST).contains("'main'"), none.toString());
            assertEquals(200, RawConnection.status(nginx.ask()));
            assertEquals(Map.of(), nginx.host().apply(HostChange.of(certificate("first"))).failures());
            assertEquals("CN=first", ask(HOST).owner(), "it comes when the certificate does");
        }
        try (HostFixture plain = new HostFixture(Files.createDirectory(folder.resolve("plain")))) {
            Applied refused = plain.host().apply(new HostChange(Map.of(HOST, site(HOST)), Map.of(), Set.of(),
                Map.of("main", Optional.of(certificate("first")))));
            assertTrue(refused.failures().get(HOST).contains("TLS listeners"), refused.toString());
        }
    }

    @Test
    void domainsWithTheSameCertificateShareABlock() throws Exception {
        try (RawServer a = new RawServer(RawServer.answering("a")); HostFixture nginx = host()) {
            Site[] many = java.util.stream.IntStream.range(0, 2_000).mapToObj(i -> site("d" + i + ".example.org"))
                .toArray(Site[]::new);
            assertEquals(Map.of(), serve(nginx, certificate("first"), a.upstream(1), many).failures());
            try (Stream<Path> blocks = Files.list(folder.resolve("servers"))) {
                assertEquals(1, blocks.count());
            }
            assertEquals(200, RawConnection.status(ask("d1999.example.org").text()));
        }
    }
}
