package io.leengine.registry;

import io.leengine.engine.TokenKeys;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Signing keys as a test puts them; another engine's are seen once they are read anew. */
final class TestKeys implements TokenKeys {
    /** What is published. */
    volatile List<TokenKey> keys = List.of(key("first", Instant.EPOCH, Optional.empty()));
    /** What another engine has made of that meanwhile. */
    volatile Optional<List<TokenKey>> news = Optional.empty();

    static TokenKey key(String id, Instant signsFrom, Optional<Instant> endsAt) {
        return new TokenKey(id, pair(), signsFrom, endsAt);
    }

    static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static TokenKey ending(TokenKey key, Instant end) {
        return new TokenKey(key.id(), key.pair(), key.signsFrom(), Optional.of(end));
    }

    @Override
    public List<TokenKey> published() {
        return keys;
    }

    @Override
    public List<TokenKey> reread() {
        news.ifPresent(known -> keys = known);
        return keys;
    }
}
