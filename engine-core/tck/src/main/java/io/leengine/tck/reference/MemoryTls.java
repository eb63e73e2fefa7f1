package io.leengine.tck.reference;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.loadbalancer.Certificate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;

/** A listener for TLS that shows each domain's own certificate, and ends the handshake of a domain that has none. */
final class MemoryTls implements AutoCloseable {
    private final HttpsServer server;

    /** @param certificates returns the certificate of a domain by its name */
    MemoryTls(Function<String, Optional<Certificate>> certificates, HttpHandler handler, Executor threads) throws IOException {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 1_024);
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            // It asks no client for a certificate: without a list of its own, the system's would be read for each listener.
            context.init(new KeyManager[] {new ByName(certificates)}, new TrustManager[0], null);
            server.setHttpsConfigurator(new HttpsConfigurator(context));
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", handler);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /** An alias here is a domain's name. */
    private static final class ByName extends X509ExtendedKeyManager {
        private final Function<String, Optional<Certificate>> certificates;

        ByName(Function<String, Optional<Certificate>> certificates) {
            this.certificates = certificates;
        }

        @Override
        public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
            return ((ExtendedSSLSession) engine.getHandshakeSession()).getRequestedServerNames().stream()
                .map(name -> ((SNIHostName) name).getAsciiName())
                .filter(name -> certificates.apply(name).map(each -> key(each).getAlgorithm()).filter(keyType::equals).isPresent())
                .findFirst().orElse(null);
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return certificates.apply(alias).map(ByName::chain).orElse(null);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return certificates.apply(alias).map(ByName::key).orElse(null);
        }

        private static X509Certificate[] chain(Certificate certificate) {
            try {
                return CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(
                    certificate.chain().getBytes(StandardCharsets.US_ASCII))).toArray(X509Certificate[]::new);
            } catch (GeneralSecurityException e) {
                throw unreadable(e);
            }
        }

        private static PrivateKey key(Certificate certificate) {
            byte[] bytes = Base64.getMimeDecoder().decode(certificate.key().replaceAll("-----[A-Z ]+-----", ""));
            try {
                return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(bytes));
            } catch (GeneralSecurityException e) {
                throw unreadable(e);
            }
        }

        private static EngineException unreadable(GeneralSecurityException cause) {
            return new EngineException(ErrorCode.INVALID, "A certificate cannot be read.", cause);
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return new String[0];
        }

        @Override
        public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
            return null;
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return new String[0];
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            return null;
        }
    }
}
