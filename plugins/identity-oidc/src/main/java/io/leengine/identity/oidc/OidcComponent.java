package io.leengine.identity.oidc;

import io.leengine.model.EngineException;
import io.leengine.model.Health;
import io.leengine.spi.CallContext;
import io.leengine.spi.identity.IdentityProvider;
import io.leengine.spi.identity.LogInPolicy;
import io.leengine.spi.identity.LogInStart;
import io.leengine.spi.identity.Person;
import io.leengine.spi.identity.RedirectLogIn;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Ties an {@link OidcProvider} to its configuration. */
@Component(configurationPid = "io.leengine.identity.oidc", configurationPolicy = ConfigurationPolicy.REQUIRE,
    service = IdentityProvider.class)
@Designate(ocd = OidcComponent.Settings.class, factory = true)
public final class OidcComponent implements IdentityProvider, RedirectLogIn {
    /** What can be set. */
    @ObjectClassDefinition(name = "OpenID Connect", description = "Lets people log in at a provider that speaks OpenID Connect.")
    public @interface Settings {
        /** The configured name. */
        @AttributeDefinition(name = "Name", description = "Names this provider.")
        String leengine_name();

        /** The provider's own name for itself. */
        @AttributeDefinition(name = "Issuer", description = "The provider's address, as it calls itself: "
            + "https://login.example.org/realms/company, say.")
        String issuer();

        /** The platform's name at the provider. */
        @AttributeDefinition(name = "Client id", description = "What the platform is called at the provider.")
        String clientId();

        /** Shows that it is the platform. */
        @AttributeDefinition(name = "Client secret", type = AttributeType.PASSWORD,
            description = "What the provider has given the platform to show who it is.")
        String clientSecret();

        /** Where the provider sends browsers. */
        @AttributeDefinition(name = "Callback", description = "Where the provider sends browsers back to, as it is known "
            + "outside: https://ENGINE/api/v1/log-ins/callback. The provider has to know it, too.")
        String callback();

        /** What people read. */
        @AttributeDefinition(name = "Title", required = false, description = "What people read before they choose it.")
        String title() default "OpenID Connect";

        /** What is asked for. */
        @AttributeDefinition(name = "Scopes", required = false, description = "What is asked for, joined by spaces.")
        String scopes() default "openid profile email";

        /** The claim that holds the user's name. */
        @AttributeDefinition(name = "User name claim", required = false, description = "The claim a new user's name is made of.")
        String userNameClaim() default "preferred_username";

        /** The claim that holds the groups. */
        @AttributeDefinition(name = "Groups claim", required = false, description = "The claim that holds a person's groups.")
        String groupsClaim() default "groups";

        /** Who may log in. */
        @AttributeDefinition(name = "Allowed groups", required = false, description = "Only members of one of these groups, "
            + "joined by commas, may log in; everybody when it is empty.")
        String allowedGroups() default "";

        /** Who is an administrator. */
        @AttributeDefinition(name = "Administrator group", required = false, description = "Its members are administrators, "
            + "and nobody else of this provider; when it is empty, the provider does not decide that.")
        String administratorGroup() default "";

        /** Whether users are made. */
        @AttributeDefinition(name = "Make users", required = false, description = "Whether somebody who comes for the first "
            + "time gets a user; otherwise an administrator says who it is.")
        boolean makeUsers() default true;

        /** How far the clocks may be apart. */
        @AttributeDefinition(name = "Clock skew", required = false, min = "0", max = "600",
            description = "How many seconds the provider's clock may be off.")
        int clockSkewSeconds() default 60;
    }

    private final OidcProvider provider;

    /** Makes the part; it asks the provider nothing yet. */
    @Activate
    public OidcComponent(Settings settings) {
        this.provider = new OidcProvider(checked(settings));
    }

    static ProviderSettings checked(Settings settings) {
        Optional<String> administrators = Optional.of(settings.administratorGroup().strip()).filter(group -> !group.isEmpty());
        return new ProviderSettings(settings.leengine_name(), address("issuer", settings.issuer()), settings.clientId(),
            settings.clientSecret(), address("callback", settings.callback()), List.of(settings.scopes().strip().split("\\s+")),
            settings.userNameClaim(), settings.groupsClaim(), split(settings.allowedGroups()),
            Duration.ofSeconds(settings.clockSkewSeconds()),
            new LogInPolicy(settings.title(), settings.makeUsers(), administrators));
    }

    private static URI address(String field, String text) {
        try {
            return URI.create(text.strip());
        } catch (IllegalArgumentException e) {
            throw EngineException.invalid(field, "'" + field + "' is no address.");
        }
    }

    private static Set<String> split(String text) {
        return Arrays.stream(text.split(",")).map(String::strip).filter(each -> !each.isEmpty()).collect(Collectors.toSet());
    }

    @Deactivate
    void close() {
        provider.close();
    }

    @Override
    public String name() {
        return provider.name();
    }

    @Override
    public Health health() {
        return provider.health();
    }

    @Override
    public LogInPolicy policy() {
        return provider.policy();
    }

    @Override
    public LogInStart begin(CallContext context) throws InterruptedException {
        return provider.begin(context);
    }

    @Override
    public Person finish(CallContext context, LogInStart start, Map<String, String> answer) throws InterruptedException {
        return provider.finish(context, start, answer);
    }
}
