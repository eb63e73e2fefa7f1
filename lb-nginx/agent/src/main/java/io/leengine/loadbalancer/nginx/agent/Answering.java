package io.leengine.loadbalancer.nginx.agent;

import io.leengine.loadbalancer.nginx.wire.AnswerDocument;
import io.leengine.loadbalancer.nginx.wire.AskDocument;
import io.leengine.loadbalancer.nginx.wire.Documents;
import io.leengine.loadbalancer.nginx.wire.GroupKeys;
import io.leengine.model.Endpoint;
import io.leengine.model.EngineException;
import io.leengine.spi.CallContext;
import io.leengine.spi.bus.Bus;
import io.leengine.spi.bus.Lease;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers the questions that are open, each on a thread of its own; for one thread that tells of them. */
final class Answering implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Answering.class.getName());
    private static final Duration CALL = Duration.ofSeconds(5);
    private static final long LOOK_MILLIS = 10;
    private static final long TROUBLE_MILLIS = 500;
    /** Counts in one value of the bus: it may have 1 MiB, and a count has some two hundred bytes. */
    private static final int COUNTS = 2_000;

    private final Bus bus;
    private final GroupKeys keys;
    private final Documents documents;
    private final String name;
    private final Presence presence;
    private final DataPlane dataPlane;
    private final Map<String, Thread> open = new HashMap<>();

    Answering(Bus bus, GroupKeys keys, Documents documents, String name, Presence presence, DataPlane dataPlane) {
        this.bus = bus;
        this.keys = keys;
        this.documents = documents;
        this.name = name;
        this.presence = presence;
        this.dataPlane = dataPlane;
    }

    /** Takes all questions that are open: what is new is answered, what is not there any more is let be. */
    void take(Map<String, AskDocument> asks) {
        open.entrySet().removeIf(each -> {
            boolean gone = !asks.containsKey(each.getKey());
            if (gone) {
                each.getValue().interrupt();
            }
            return gone;
        });
        asks.forEach((id, ask) -> open.computeIfAbsent(id,
            key -> Thread.ofVirtual().name("agent-answer").start(() -> answer(id, ask))));
    }

    private void answer(String id, AskDocument ask) {
        List<String> written = new ArrayList<>();
        try {
            while (!tryToAnswer(id, ask, written)) {
                Thread.sleep(TROUBLE_MILLIS);
            }
            // The answers go when the question does.
            Thread.sleep(Duration.ofHours(1));
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "question {0} is let be", id);
        }
        remove(written);
    }

    private boolean tryToAnswer(String id, AskDocument ask, List<String> written) throws InterruptedException {
        try {
            List<AnswerDocument> parts = switch (ask.kind()) {
                case AskDocument.DRAINED -> drained(ask.host(), ask.endpoints());
                case AskDocument.COUNTS -> counts();
                case AskDocument.RENDERED ->
                    List.of(new AnswerDocument(1, List.of(), dataPlane.rendered(ask.host()).orElse("")));
                default -> List.of();
            };
            Optional<Lease> lease = presence.lease();
            if (lease.isEmpty()) {
                return false;
            }
            for (int i = 0; i < parts.size(); i++) {
                String key = keys.answer(id, name, i);
                written.add(key);
                bus.put(CallContext.of(id, CALL), key, documents.write(parts.get(i)), lease);
            }
            return true;
        } catch (EngineException e) {
            LOG.log(Level.DEBUG, "question {0} waits: {1}", id, e.getMessage());
            return false;
        }
    }

    private List<AnswerDocument> drained(String host, List<Endpoint> endpoints) throws InterruptedException {
        while (!dataPlane.isDrained(host, endpoints)) {
            Thread.sleep(LOOK_MILLIS);
        }
        return List.of(new AnswerDocument(1, List.of()));
    }

    private List<AnswerDocument> counts() throws InterruptedException {
        List<AnswerDocument.Count> counts = dataPlane.counts();
        int parts = Math.max(1, (counts.size() + COUNTS - 1) / COUNTS);
        List<AnswerDocument> answers = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            answers.add(new AnswerDocument(parts,
                counts.subList(i * COUNTS, Math.min(counts.size(), (i + 1) * COUNTS))));
        }
        return answers;
    }

    private void remove(List<String> written) {
        try {
            for (String key : written) {
                bus.delete(CallContext.of("agent-answer", CALL), key, 0);
            }
        } catch (EngineException e) {
            LOG.log(Level.DEBUG, "an answer stays until its lease ends: {0}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        take(Map.of());
    }
}
