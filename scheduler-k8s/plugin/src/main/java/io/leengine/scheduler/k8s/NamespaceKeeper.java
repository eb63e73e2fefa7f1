package io.leengine.scheduler.k8s;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.authentication.SelfSubjectReview;
import io.fabric8.kubernetes.api.model.authentication.SelfSubjectReviewBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.fabric8.kubernetes.api.model.rbac.SubjectBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import io.leengine.spi.scheduler.NamespaceSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Makes namespaces be as stated, and removes them. What is as it should be costs no request. */
final class NamespaceKeeper {
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final String ACCOUNT = "system:serviceaccount:";
    private static final int ACCOUNT_PARTS = 4;
    private static final long LOOK_MILLIS = 1_000;

    private final Options options;
    private final Names names;
    private final Manifests manifests;
    private final Cluster cluster;
    private final Mirrors mirrors;
    private final Applying applying;
    private final NamespaceNotes notes;
    private volatile Subject engine;

    NamespaceKeeper(Options options, Names names, Manifests manifests, Cluster cluster, Mirrors mirrors,
            NamespaceNotes notes) {
        this.options = options;
        this.names = names;
        this.manifests = manifests;
        this.cluster = cluster;
        this.mirrors = mirrors;
        this.notes = notes;
        this.applying = new Applying(cluster);
    }

    void apply(CallContext context, NamespaceSpec spec) throws InterruptedException {
        String whole = options.namespace(spec.name());
        mirrors.awaitListed(context);
        awaitNotEnding(context, whole);
        Optional<Reflection<NamespaceState>> known = mirrors.namespaces().find(whole);
        if (known.isEmpty()) {
            create(context, spec.name());
        } else if (isWrong(known.get().value().drift())) {
            mirrors.namespaces().answered(applying.state(context, subject(whole), manifests.namespace(spec.name())));
        }
        String uid = mirrors.namespaces().find(whole).map(Reflection::uid).orElse("");
        boolean bound = bind(context, spec.name());
        keep(context, mirrors.quotas(), manifests.quota(spec.name()), bound);
        keep(context, mirrors.limits(), manifests.limits(spec.name()), bound);
        keep(context, mirrors.services(), manifests.service(spec.name()), bound);
        Digest pull = Digest.of((spec.registry() + "\n" + spec.pull().name() + "\n" + spec.pull().secret())
            .getBytes(StandardCharsets.UTF_8));
        if (!notes.hasPull(whole, uid, pull)) {
            state(context, "The pull secret of " + whole, manifests.pullSecret(spec), bound);
            notes.putPull(whole, uid, pull);
        }
    }

    /** @param bound whether the engine has its rights in the namespace only since this call */
    private <T extends HasMetadata> T state(CallContext context, String what, T object, boolean bound)
            throws InterruptedException {
        return bound ? applying.stateSoon(context, what, object) : applying.state(context, what, object);
    }

    private static String subject(String namespace) {
        return "The namespace " + namespace;
    }

    private boolean isWrong(List<String> drift) {
        return options.restores() && !drift.isEmpty();
    }

    private <T extends HasMetadata> void keep(CallContext context, Mirror<T, StatedObject> mirror, T object, boolean bound)
            throws InterruptedException {
        Optional<Reflection<StatedObject>> known = mirror.find(Mirror.key(object));
        if (known.isEmpty() || isWrong(known.get().value().drift())) {
            mirror.answered(state(context, "The " + object.getKind().toLowerCase(Locale.ROOT) + " " + Mirror.key(object), object,
                bound));
        }
    }

    /** Returns whether the binding was stated now. */
    private boolean bind(CallContext context, String name) throws InterruptedException {
        RoleBinding binding = manifests.binding(name, engine(context));
        Optional<Reflection<String>> known = mirrors.bindings().find(Mirror.key(binding));
        boolean wrong = known.isEmpty() || !known.get().value().equals(mirrors.bindings().read(binding).value());
        if (wrong) {
            mirrors.bindings().answered(applying.state(context, "The role binding of " + options.namespace(name), binding));
        }
        return wrong;
    }

    /** Who the engine is to the cluster. */
    private Subject engine(CallContext context) throws InterruptedException {
        Subject known = engine;
        if (known == null) {
            SelfSubjectReview review = cluster.call(context, "The question who the engine is",
                client -> client.resource(new SelfSubjectReviewBuilder().build()).create());
            known = subjectOf(review.getStatus().getUserInfo().getUsername());
            engine = known;
        }
        return known;
    }

    static Subject subjectOf(String user) {
        String[] parts = user.split(":", ACCOUNT_PARTS);
        return user.startsWith(ACCOUNT) && parts.length == ACCOUNT_PARTS
            ? new SubjectBuilder().withKind("ServiceAccount").withNamespace(parts[2]).withName(parts[3]).build()
            : new SubjectBuilder().withApiGroup("rbac.authorization.k8s.io").withKind("User").withName(user).build();
    }

    /** Never an apply: that would take over a namespace that is somebody else's. */
    private void create(CallContext context, String name) throws InterruptedException {
        String whole = options.namespace(name);
        Namespace made = cluster.call(context, subject(whole), client -> create(client, manifests.namespace(name)));
        if (!names.isOwn(made)) {
            throw new EngineException(ErrorCode.CONFLICT, "The cluster of cell '" + options.cell() + "' has a namespace '"
                + whole + "' that the engine did not make.").withField("namespace")
                .withNextStep("Give the application another name, or the cell a namespace prefix.");
        }
        mirrors.namespaces().answered(made);
        awaitNotEnding(context, whole);
    }

    private static Namespace create(KubernetesClient client, Namespace namespace) {
        try {
            return client.resource(namespace).create();
        } catch (KubernetesClientException e) {
            Namespace there = ClusterFaults.isConflict(e)
                ? client.namespaces().withName(namespace.getMetadata().getName()).get() : null;
            if (there == null) {
                throw e;
            }
            return there;
        }
    }

    /** One that is being removed takes nothing new, and its name is free only when it is gone. */
    private void awaitNotEnding(CallContext context, String whole) throws InterruptedException {
        Mirror<Namespace, NamespaceState> mirror = mirrors.namespaces();
        synchronized (mirror) {
            while (mirror.find(whole).filter(each -> each.value().ending()).isPresent()) {
                cluster.mustAnswer(context);
                mirror.wait(Math.clamp(context.remaining().toMillis(), 1, LOOK_MILLIS));
                if (context.remaining().isZero()) {
                    throw new EngineException(ErrorCode.TIMEOUT, "The namespace " + whole + " is still being removed from "
                        + "cell '" + options.cell() + "'.").withRetryAfter(RETRY);
                }
            }
        }
    }

    void delete(CallContext context, String name) throws InterruptedException {
        String whole = options.namespace(name);
        mirrors.awaitListed(context);
        Optional<Reflection<NamespaceState>> known = mirrors.namespaces().find(whole);
        if (known.isEmpty() || known.get().value().ending()) {
            return;
        }
        String uid = known.get().uid();
        cluster.call(context, subject(whole), client -> {
            Deletion.namespace(client, whole, uid);
            Namespace left = client.namespaces().withName(whole).get();
            if (left == null || !left.getMetadata().getUid().equals(uid)) {
                mirrors.namespaces().forget(whole, uid);
            } else {
                mirrors.namespaces().answered(left);
            }
            return null;
        });
    }

    List<String> all(CallContext context) throws InterruptedException {
        mirrors.awaitListed(context);
        return notes.names();
    }

    /** Throws {@code NOT_FOUND} when it is absent or being removed. */
    void mustExist(CallContext context, String name) throws InterruptedException {
        String whole = options.namespace(name);
        mirrors.awaitListed(context);
        if (mirrors.namespaces().find(whole).filter(each -> !each.value().ending()).isEmpty()) {
            throw EngineException.notFound("namespace", name);
        }
    }
}
