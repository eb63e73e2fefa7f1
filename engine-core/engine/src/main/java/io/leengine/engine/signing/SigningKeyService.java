package io.leengine.engine.signing;

import io.leengine.engine.Actor;
import io.leengine.engine.SigningKeys;
import io.leengine.engine.TokenKeys;
import io.leengine.engine.change.Changes;
import io.leengine.engine.change.Difference;
import io.leengine.engine.change.Ids;
import io.leengine.engine.change.Outcome;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.SigningKey;
import io.leengine.engine.platform.SecretSettings;
import io.leengine.engine.store.Store;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Signing keys in the store. Nothing is switched: each engine reads the keys every few seconds, and which one signs follows
 * from their times. A new key is published for {@link #LEAD} before it signs, which is longer than any engine takes to read
 * it and than the published set may be cached; an old one stays for {@link #TAIL} after it has signed for the last time.
 */
public final class SigningKeyService implements SigningKeys, TokenKeys {
    /** From a key's publication to its first signature. */
    public static final Duration LEAD = Duration.ofMinutes(2);
    /** From a key's last signature to its end, with room for clocks that are apart. */
    public static final Duration TAIL = TOKEN_LIFE.plusMinutes(2);

    private static final System.Logger LOG = System.getLogger(SigningKeyService.class.getName());
    private static final Duration READ_EVERY = Duration.ofSeconds(5);
    private static final Duration READ_LEAST = Duration.ofSeconds(1);
    private static final String ACTION = "signing-key.rotate";
    private static final String RESOURCE = "signing-keys";

    /** Keys, with when they were read. */
    private record Read(List<TokenKey> keys, Instant at) {
    }

    private final Store store;
    private final Changes changes;
    private final Ids ids;
    private final SealedPair pairs;
    private final Duration age;
    private volatile Read read = new Read(List.of(), Instant.MIN);

    /**
     * @param age how long a key signs before the next one is made
     */
    public SigningKeyService(Store store, Changes changes, Ids ids, SecretSettings secrets, Duration age) {
        this.store = store;
        this.changes = changes;
        this.ids = ids;
        this.pairs = new SealedPair(secrets);
        this.age = age;
    }

    @Override
    public List<Entry> list(Actor actor) {
        actor.requiredAdministrator();
        List<SigningKey> kept = kept();
        Instant now = changes.now();
        Optional<SigningKey> signing = signing(kept, now);
        List<Entry> entries = new ArrayList<>();
        for (int i = kept.size() - 1; i >= 0; i--) {
            SigningKey key = kept.get(i);
            Optional<Instant> until = successor(kept, i).map(SigningKey::signsFrom);
            State state = signing.filter(key::equals).isPresent() ? State.SIGNING
                : key.signsFrom().isAfter(now) ? State.PUBLISHED : State.RETIRING;
            entries.add(new Entry(key.id(), state, key.publishedAt(), key.signsFrom(), until, until.map(time -> time.plus(TAIL))));
        }
        return entries.stream().filter(entry -> entry.endsAt().filter(now::isAfter).isEmpty()).toList();
    }

    private static Optional<SigningKey> signing(List<SigningKey> kept, Instant now) {
        return kept.reversed().stream().filter(key -> !key.signsFrom().isAfter(now)).findFirst();
    }

    private static Optional<SigningKey> successor(List<SigningKey> kept, int index) {
        return index + 1 < kept.size() ? Optional.of(kept.get(index + 1)) : Optional.empty();
    }

    private List<SigningKey> kept() {
        return store.read(session -> session.keys().signing());
    }

    @Override
    public Entry rotate(Actor actor) {
        actor.requiredAdministrator();
        List<SigningKey> kept = kept();
        kept.stream().filter(key -> key.signsFrom().isAfter(changes.now())).findFirst().ifPresent(key -> {
            throw underWay(key.id() + " signs from " + key.signsFrom() + " on");
        });
        String made;
        try {
            made = make(actor, kept, LEAD);
        } catch (EngineException e) {
            throw e.code() == ErrorCode.ALREADY_EXISTS ? underWay("another one was made at this moment") : e;
        }
        return list(actor).stream().filter(entry -> entry.id().equals(made)).findFirst()
            .orElseThrow(() -> EngineException.notFound("signing key", made));
    }

    private static EngineException underWay(String how) {
        return new EngineException(ErrorCode.CONFLICT, "A new key takes over already: " + how + ".")
            .withNextStep("Wait until it signs, then rotate again if that is still wanted.");
    }

    /** Makes the key after those; {@code ALREADY_EXISTS} when another engine has made it. */
    private String make(Actor actor, List<SigningKey> kept, Duration lead) {
        long number = kept.isEmpty() ? 1 : kept.getLast().number() + 1;
        String id = ids.next();
        String sealed = pairs.fresh(id);
        return changes.apply(actor, ACTION, session -> {
            Instant now = changes.now();
            SigningKey next = new SigningKey(number, id, sealed, now, now.plus(lead));
            session.keys().insert(next);
            return new Outcome(ResourceKind.PART, RESOURCE, "the key " + id + " signs from " + next.signsFrom() + " on", id)
                .with(Difference.of(kept.isEmpty() ? Map.of() : Map.of("key", kept.getLast().id()), Map.of("key", id)));
        });
    }

    @Override
    public List<TokenKey> published() {
        return within(READ_EVERY);
    }

    @Override
    public List<TokenKey> reread() {
        return within(READ_LEAST);
    }

    private List<TokenKey> within(Duration time) {
        Read last = read;
        return isYounger(last, time) ? last.keys() : readAgain(time);
    }

    /** A clock that was set back must not keep keys for longer. */
    private boolean isYounger(Read last, Duration time) {
        return !last.keys().isEmpty() && Duration.between(last.at(), changes.now()).abs().compareTo(time) < 0;
    }

    /** One thread reads, the others wait for what it finds. */
    private synchronized List<TokenKey> readAgain(Duration time) {
        if (isYounger(read, time)) {
            return read.keys();
        }
        List<SigningKey> kept;
        try {
            kept = kept();
        } catch (EngineException e) {
            if (e.code() != ErrorCode.UNAVAILABLE || !isYounger(read, LEAD)) {
                throw e;
            }
            // What was published meanwhile does not sign yet, so these verify all that there is.
            LOG.log(System.Logger.Level.DEBUG, "signing keys are not read anew: {0}", e.getMessage());
            return read.keys();
        }
        List<TokenKey> opened = opened(kept);
        if (opened.isEmpty()) {
            // There is none yet, or none that can be read any more; nobody can have a token that is good.
            makeUnlessMade(kept, Duration.ZERO);
            opened = opened(kept());
        }
        read = new Read(opened, changes.now());
        return opened;
    }

    private void makeUnlessMade(List<SigningKey> kept, Duration lead) {
        try {
            make(Actor.engine(RESOURCE), kept, lead);
        } catch (EngineException e) {
            if (e.code() != ErrorCode.ALREADY_EXISTS) {
                throw e;
            }
            LOG.log(System.Logger.Level.DEBUG, "another engine has made the next signing key");
        }
    }

    private List<TokenKey> opened(List<SigningKey> kept) {
        List<TokenKey> opened = new ArrayList<>();
        for (int i = 0; i < kept.size(); i++) {
            SigningKey key = kept.get(i);
            Optional<Instant> ends = successor(kept, i).map(next -> next.signsFrom().plus(TAIL));
            try {
                opened.add(new TokenKey(key.id(), pairs.open(key.id(), key.sealedPair()), key.signsFrom(), ends));
            } catch (EngineException e) {
                if (e.code() != ErrorCode.INTERNAL) {
                    throw e;
                }
                // The secret key of the data folder is not the one of before: what it sealed is lost, the registry is not.
                LOG.log(System.Logger.Level.WARNING, "the signing key {0} cannot be read and is left out: {1}", key.id(),
                    e.getMessage());
            }
        }
        return List.copyOf(opened);
    }

    /** Removes keys that have ended, and makes the next one when the newest has signed for long enough. */
    void tend() {
        List<SigningKey> kept = kept();
        Instant now = changes.now();
        List<SigningKey> ended = new ArrayList<>();
        for (int i = 0; i < kept.size(); i++) {
            if (successor(kept, i).filter(next -> next.signsFrom().plus(TAIL).isBefore(now)).isPresent()) {
                ended.add(kept.get(i));
            }
        }
        if (!ended.isEmpty()) {
            store.write(session -> {
                ended.forEach(key -> session.keys().delete(key.number()));
                return null;
            });
        }
        if (!kept.isEmpty() && !kept.getLast().signsFrom().plus(age).isAfter(now)) {
            makeUnlessMade(kept, LEAD);
        }
    }
}
