package io.leengine.scheduler.k8s;

import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.api.model.Cluster;
import io.fabric8.kubernetes.api.model.Config;
import io.fabric8.kubernetes.api.model.Context;
import io.fabric8.kubernetes.api.model.NamedAuthInfo;
import io.fabric8.kubernetes.api.model.NamedCluster;
import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.leengine.model.EngineException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import tools.jackson.core.JacksonException;

/**
 * How an apiserver is reached. Nothing is taken from the engine's own surroundings: no file, no environment, no program.
 *
 * @param server its address
 * @param ca the certificates it is trusted by, PEM in base 64; empty for those of the Java platform
 * @param token a bearer token; empty when a certificate is used
 * @param certificate the client's certificate, PEM in base 64; empty when a token is used
 * @param key the certificate's key, PEM in base 64
 */
record ClusterAccess(URI server, String ca, String token, String certificate, String key) {
    private static final String FLATTEN = "Make one that holds everything: kubectl config view --raw --flatten --minify";

    ClusterAccess {
        if (!"https".equals(server.getScheme()) || server.getHost() == null || server.getRawUserInfo() != null
                || server.getRawQuery() != null) {
            throw EngineException.invalid("address", "The apiserver's address must be https://HOST:PORT.");
        }
        if (token.isEmpty() && (certificate.isEmpty() || key.isEmpty())) {
            throw EngineException.invalid("token", "A token, or a client certificate with its key, must be given.")
                .withNextStep("Make a service account for the engine, and a token for it: see the how-to 'Add a Kubernetes "
                    + "cell'.");
        }
    }

    /** Of an address, CA certificates in PEM form (empty: those of the Java platform) and a token. */
    static ClusterAccess of(String address, String ca, String token) {
        if (address.isBlank()) {
            throw EngineException.invalid("kubeconfig", "Either 'kubeconfig' or 'address' must be given.");
        }
        String encoded = ca.isBlank() ? "" : Base64.getEncoder().encodeToString(ca.strip().getBytes(StandardCharsets.UTF_8));
        return new ClusterAccess(uri("address", address), encoded, token.strip(), "", "");
    }

    /** Of a kubeconfig's text and its current context. */
    static ClusterAccess of(String kubeconfig) {
        Config config = parse(kubeconfig);
        Context context = find(config.getContexts(), NamedContext::getName, config.getCurrentContext(),
            NamedContext::getContext, "context");
        Cluster cluster = find(config.getClusters(), NamedCluster::getName, context.getCluster(), NamedCluster::getCluster,
            "cluster");
        AuthInfo user = find(config.getUsers(), NamedAuthInfo::getName, context.getUser(), NamedAuthInfo::getUser, "user");
        mustHoldAll(cluster, user);
        return new ClusterAccess(uri("kubeconfig", text(cluster.getServer())), text(cluster.getCertificateAuthorityData()),
            text(user.getToken()), text(user.getClientCertificateData()), text(user.getClientKeyData()));
    }

    private static Config parse(String kubeconfig) {
        try {
            Config config = new KubernetesSerialization().unmarshal(kubeconfig, Config.class);
            if (config == null) {
                throw invalid("is empty");
            }
            return config;
        } catch (KubernetesClientException | JacksonException | YamlEngineException | IllegalArgumentException e) {
            // The cause may quote the text, which holds secrets.
            throw invalid("cannot be read: it is no YAML of the kind Config");
        }
    }

    private static <N, V> V find(List<N> named, Function<N, String> name, String wanted, Function<N, V> value, String what) {
        Predicate<N> matches = each -> wanted != null && wanted.equals(name.apply(each));
        Optional<N> found = named == null ? Optional.empty() : named.stream().filter(matches).findFirst();
        return found.map(value).orElseThrow(() -> invalid("names no " + what
            + (wanted == null || wanted.isEmpty() ? "" : " '" + wanted + "'")));
    }

    /** A file would be read, and a program run, where the engine is, by whoever may set this. */
    private static void mustHoldAll(Cluster cluster, AuthInfo user) {
        if (isSet(cluster.getCertificateAuthority()) || isSet(user.getClientCertificate()) || isSet(user.getClientKey())
                || isSet(user.getTokenFile())) {
            throw invalid("names files instead of holding what is in them").withNextStep(FLATTEN);
        }
        if (user.getExec() != null || user.getAuthProvider() != null) {
            throw invalid("has a program fetch its credentials, which the engine never runs")
                .withNextStep("Use the token of a service account: see the how-to 'Add a Kubernetes cell'.");
        }
        if (isSet(user.getUsername()) || isSet(user.getPassword())) {
            throw invalid("has a name and a password, which Kubernetes no longer takes");
        }
        if (Boolean.TRUE.equals(cluster.getInsecureSkipTlsVerify())) {
            throw invalid("says insecure-skip-tls-verify: whoever is in between could read every secret")
                .withNextStep("Give certificate-authority-data instead.");
        }
        if (isSet(cluster.getTlsServerName())) {
            throw invalid("says tls-server-name, which is not supported")
                .withNextStep("Reach the apiserver by a name or an address that its certificate has.");
        }
        if (isSet(cluster.getProxyUrl())) {
            throw invalid("names a proxy, which is not supported");
        }
    }

    private static boolean isSet(String text) {
        return text != null && !text.isEmpty();
    }

    static String text(String text) {
        return Objects.requireNonNullElse(text, "");
    }

    private static URI uri(String field, String text) {
        try {
            return URI.create(text.strip());
        } catch (IllegalArgumentException e) {
            throw EngineException.invalid(field, "The apiserver's address '" + text + "' is no address.");
        }
    }

    private static EngineException invalid(String what) {
        return EngineException.invalid("kubeconfig", "The kubeconfig " + what + ".");
    }

    /** Hides the secrets. */
    @Override
    public String toString() {
        return "ClusterAccess[" + server + "]";
    }
}
