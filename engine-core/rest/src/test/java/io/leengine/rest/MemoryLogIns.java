package io.leengine.rest;

import io.leengine.engine.Actor;
import io.leengine.engine.Identity.Issued;
import io.leengine.engine.LogIns;
import io.leengine.engine.domain.Account;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A provider in memory that lets ada in with the code {@code good}. */
final class MemoryLogIns implements LogIns {
    final Map<String, Account> accounts = new TreeMap<>();
    private final MemoryIdentity identity;
    private volatile Landing landing;

    MemoryLogIns(MemoryIdentity identity) {
        this.identity = identity;
    }

    @Override
    public List<Provider> providers() {
        return List.of(new Provider("company", "The company", true, true));
    }

    @Override
    public Issued logIn(String provider, String name, String password, String requestId, String address) {
        if (!provider.equals("company")) {
            throw EngineException.notFound("identity provider", provider).withField("provider");
        }
        return identity.logIn(name, password, requestId, address);
    }

    @Override
    public Begun begin(String provider, Landing to, String requestId, String address) {
        landing = to;
        return new Begun(URI.create("https://company.invalid/authorize?state=s"), "lel_secret");
    }

    @Override
    public Landed finish(Map<String, String> answer, String secret, String requestId, String address) {
        if (!"good".equals(answer.get("code")) || landing.path().isPresent() && !secret.equals("lel_secret")) {
            throw new EngineException(ErrorCode.UNAUTHENTICATED, "This log-in is unknown here.").withField("state");
        }
        return landing.path().map(path -> new Landed(path, Optional.of(identity.logIn("ada", "secret", requestId, address))))
            .orElseGet(() -> new Landed("http://127.0.0.1:" + landing.port().orElseThrow() + "/?code=lec_code",
                Optional.empty()));
    }

    @Override
    public Issued redeem(String secret, String code, String requestId, String address) {
        if (!secret.equals("lel_secret") || !code.equals("lec_code")) {
            throw new EngineException(ErrorCode.UNAUTHENTICATED, "The code is unknown.").withField("code");
        }
        return identity.logIn("ada", "secret", requestId, address);
    }

    @Override
    public List<Account> accounts(Actor actor, String user) {
        return List.copyOf(accounts.values());
    }

    @Override
    public Account link(Actor actor, String user, String provider, String subject) {
        accounts.put(provider, new Account(provider, subject, user, MemoryIdentity.THEN));
        return accounts.get(provider);
    }

    @Override
    public void unlink(Actor actor, String user, String provider) {
        if (accounts.remove(provider) == null) {
            throw EngineException.notFound("account", provider);
        }
    }
}
