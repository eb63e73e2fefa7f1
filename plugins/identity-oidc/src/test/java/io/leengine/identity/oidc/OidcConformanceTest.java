package io.leengine.identity.oidc;

import io.leengine.spi.identity.IdentityProvider;
import io.leengine.tck.Ability;
import io.leengine.tck.IdentityProviderConformance;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** {@link IdentityProviderConformance} on OpenID Connect with a real provider. */
class OidcConformanceTest extends IdentityProviderConformance {
    private static Provider company;

    @BeforeAll
    static void start() throws IOException {
        company = new Provider();
    }

    @AfterAll
    static void stop() {
        company.close();
    }

    static Provider company() {
        return company;
    }

    @Override
    protected IdentityProvider open() throws Exception {
        return new OidcProvider(company.settings());
    }

    @Override
    protected void close(IdentityProvider opened) throws Exception {
        ((OidcProvider) opened).close();
    }

    @Override
    protected Set<Ability> abilities() {
        return Set.of(Ability.REDIRECT_LOG_IN);
    }

    @Override
    protected Somebody somebody(int number) {
        return new Somebody("somebody-" + number, "pass-of-somebody-" + number);
    }

    @Override
    protected Map<String, String> visit(URI url, Somebody who) throws Exception {
        return company.visit(url, who.userName(), who.password());
    }
}
