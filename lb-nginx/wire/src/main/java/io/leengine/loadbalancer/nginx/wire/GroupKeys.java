package io.leengine.loadbalancer.nginx.wire;

import io.leengine.model.Identifiers;
import java.util.Optional;

/**
 * Where a group's documents are on the bus. What is wanted is under {@link #wanted()}, and nothing else is, so a host
 * needs to follow no more than that, and may be kept from writing there; what hosts tell is beside it.
 */
public final class GroupKeys {
    private static final String DOMAINS = "domains/";
    private static final String UPSTREAMS = "upstreams/";
    private static final String ASKS = "asks/";
    private static final String CERTIFICATES = "certificates/";
    private static final String MEMBER = "/member";
    private static final String ALIVE = "/alive";
    private static final String APPLIED = "/applied";

    private final String wanted;
    private final String hosts;
    private final String answers;

    /** @param group the group's name */
    public GroupKeys(String group) {
        Identifiers.name("group", group);
        this.wanted = "/slb/" + group + "/";
        this.hosts = "/slb-hosts/" + group + "/";
        this.answers = "/slb-answers/" + group + "/";
    }

    /** A key of what is wanted, taken apart. */
    public sealed interface Wanted {
        /** The settings of a domain; a {@link DomainDocument}. */
        record Domain(String host) implements Wanted {
        }

        /** The upstreams of a domain; an {@link UpstreamsDocument}. */
        record Upstreams(String host) implements Wanted {
        }

        /** A question to every host; an {@link AskDocument}. */
        record Ask(String id) implements Wanted {
        }

        /** A certificate; a {@link CertificateDocument}. */
        record Certificate(String name) implements Wanted {
        }
    }

    /** A key of what hosts tell, taken apart; each names its nginx host. */
    public sealed interface Told {
        /** Returns the nginx host's name. */
        String name();

        /** That it belongs to the group, until it is removed; a {@link MemberDocument}. */
        record Member(String name) implements Told {
        }

        /** That its agent lives, by lease; an {@link AliveDocument}. */
        record Alive(String name) implements Told {
        }

        /** What it has put into effect; an {@link AppliedDocument}. */
        record Applied(String name) implements Told {
        }
    }

    /** Returns the prefix of all that is wanted. */
    public String wanted() {
        return wanted;
    }

    /** Returns the prefix of all that hosts tell. */
    public String hosts() {
        return hosts;
    }

    /** Returns the key of a domain's settings. */
    public String domain(String host) {
        return wanted + DOMAINS + host;
    }

    /** Returns the key of a domain's upstreams. */
    public String upstreams(String host) {
        return wanted + UPSTREAMS + host;
    }

    /** Returns the key of a question. */
    public String ask(String id) {
        return wanted + ASKS + id;
    }

    /** Returns the prefix of all certificates. */
    public String certificates() {
        return wanted + CERTIFICATES;
    }

    /** Returns the key of a certificate. */
    public String certificate(String name) {
        return certificates() + name;
    }

    /** Returns the key that says that an nginx host belongs to the group. */
    public String member(String name) {
        return hosts + name + MEMBER;
    }

    /** Returns the key that says that an nginx host's agent lives. */
    public String alive(String name) {
        return hosts + name + ALIVE;
    }

    /** Returns the key of what an nginx host has put into effect. */
    public String applied(String name) {
        return hosts + name + APPLIED;
    }

    /** Returns the prefix of all answers to a question. */
    public String answers(String ask) {
        return answers + ask + "/";
    }

    /** Returns the key of a part of an nginx host's answer to a question; an {@link AnswerDocument}. */
    public String answer(String ask, String name, int part) {
        return answers(ask) + name + "/" + part;
    }

    /** Takes a key of what is wanted apart; empty for one that this build does not know. */
    public Optional<Wanted> readWanted(String key) {
        String rest = key.startsWith(wanted) ? key.substring(wanted.length()) : "";
        if (rest.startsWith(DOMAINS)) {
            return Optional.of(new Wanted.Domain(rest.substring(DOMAINS.length())));
        }
        if (rest.startsWith(UPSTREAMS)) {
            return Optional.of(new Wanted.Upstreams(rest.substring(UPSTREAMS.length())));
        }
        if (rest.startsWith(ASKS)) {
            return Optional.of(new Wanted.Ask(rest.substring(ASKS.length())));
        }
        if (rest.startsWith(CERTIFICATES)) {
            return Optional.of(new Wanted.Certificate(rest.substring(CERTIFICATES.length())));
        }
        return Optional.empty();
    }

    /** Takes a key of what hosts tell apart; empty for one that this build does not know. */
    public Optional<Told> readTold(String key) {
        int end = key.startsWith(hosts) ? key.indexOf('/', hosts.length()) : -1;
        if (end < 0) {
            return Optional.empty();
        }
        String name = key.substring(hosts.length(), end);
        String rest = key.substring(end);
        return switch (rest) {
            case MEMBER -> Optional.of(new Told.Member(name));
            case ALIVE -> Optional.of(new Told.Alive(name));
            case APPLIED -> Optional.of(new Told.Applied(name));
            default -> Optional.empty();
        };
    }

    /** Returns which nginx host wrote a part of an answer to a question. */
    public String answerer(String ask, String key) {
        String rest = key.substring(answers(ask).length());
        return rest.substring(0, Math.max(0, rest.indexOf('/')));
    }
}
