package io.leengine.identity.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.servlet.context.ServletWebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.server.authorization.InMemoryOAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationCode;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.config.annotation.web.configurers.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.www.BasicAuthenticationFilter;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * A provider for tests: Spring Authorization Server, in a process of its own. Everybody but {@code nobody…} is known to it,
 * with the password {@code pass-of-NAME}; a name's beginning says what the provider tells of them. Prints its port.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class ProviderMain {
    static final String CALLBACK = "http://127.0.0.1:7080/api/v1/log-ins/callback";
    static final String SECRET = "the-client's-secret";
    static final String CLIENT = "leengine";

    private static final AtomicReference<JWKSet> KEYS = new AtomicReference<>(fresh());

    /** Runs until it is ended. */
    public static void main(String[] arguments) {
        SpringApplication application = new SpringApplication(ProviderMain.class);
        application.setDefaultProperties(Map.of("server.port", arguments.length > 0 ? arguments[0] : "0",
            "server.address", "127.0.0.1", "spring.main.banner-mode", "off", "logging.level.root", "warn"));
        application.addListeners((ApplicationListener<ServletWebServerInitializedEvent>) event ->
            System.out.println("PORT " + event.getWebServer().getPort()));
        application.run();
    }

    private static JWKSet fresh() {
        try {
            return new JWKSet(new RSAKeyGenerator(2048).keyUse(KeyUse.SIGNATURE).algorithm(JWSAlgorithm.RS256)
                .keyID(UUID.randomUUID().toString()).generate());
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The protocol; people show who they are with Basic authentication. */
    @Bean
    @Order(1)
    SecurityFilterChain protocol(HttpSecurity http, UserDetailsService people) throws Exception {
        OAuth2AuthorizationServerConfigurer server = OAuth2AuthorizationServerConfigurer.authorizationServer();
        server.authorizationEndpoint(endpoint -> endpoint.authenticationProviders(all -> all.forEach(each -> {
            if (each instanceof OAuth2AuthorizationCodeRequestAuthenticationProvider codes) {
                codes.setAuthorizationCodeGenerator(ProviderMain::code);
            }
        })));
        return http.securityMatcher(server.getEndpointsMatcher()).with(server, it -> it.oidc(Customizer.withDefaults()))
            .authorizeHttpRequests(all -> all.anyRequest().authenticated())
            .addFilterAfter(shown(people), SecurityContextHolderFilter.class).build();
    }

    /** Where browsers come it must be known before anything else who somebody is; elsewhere clients show theirs this way. */
    private static Filter shown(UserDetailsService people) {
        DaoAuthenticationProvider passwords = new DaoAuthenticationProvider(people);
        passwords.setPasswordEncoder(new Plain());
        return new BasicAuthenticationFilter(new ProviderManager(passwords)) {
            @Override
            protected boolean shouldNotFilter(HttpServletRequest request) {
                return !"/oauth2/authorize".equals(request.getRequestURI());
            }
        };
    }

    /** Codes last five minutes; those of {@code slow…} are over when they come. */
    private static OAuth2AuthorizationCode code(OAuth2TokenContext context) {
        Principal who = context.getPrincipal();
        Instant issued = who.getName().startsWith("slow") ? Instant.now().minusSeconds(600) : Instant.now();
        return new OAuth2AuthorizationCode(UUID.randomUUID().toString(), issued, issued.plusSeconds(300));
    }

    /** What tests do to it. */
    @Bean
    @Order(2)
    SecurityFilterChain controls(HttpSecurity http) throws Exception {
        return http.csrf(csrf -> csrf.disable()).authorizeHttpRequests(all -> all.anyRequest().permitAll()).build();
    }

    @Bean
    RouterFunction<ServerResponse> rotation() {
        return RouterFunctions.route().POST("/rotate", request -> {
            KEYS.set(fresh());
            return ServerResponse.ok().build();
        }).build();
    }

    /** Spring's own walks through what it holds without a lock, and fails when somebody else logs in meanwhile. */
    @Bean
    OAuth2AuthorizationService authorizations() {
        OAuth2AuthorizationService memory = new InMemoryOAuth2AuthorizationService();
        return new OAuth2AuthorizationService() {
            @Override
            public synchronized void save(OAuth2Authorization authorization) {
                memory.save(authorization);
            }

            @Override
            public synchronized void remove(OAuth2Authorization authorization) {
                memory.remove(authorization);
            }

            @Override
            public synchronized OAuth2Authorization findById(String id) {
                return memory.findById(id);
            }

            @Override
            public synchronized OAuth2Authorization findByToken(String token, OAuth2TokenType type) {
                return memory.findByToken(token, type);
            }
        };
    }

    @Bean
    JWKSource<SecurityContext> keys() {
        return (selector, context) -> selector.select(KEYS.get());
    }

    @Bean
    UserDetailsService people() {
        return name -> {
            if (name.startsWith("nobody")) {
                throw new org.springframework.security.core.userdetails.UsernameNotFoundException(name);
            }
            return User.withUsername(name).password("pass-of-" + name).roles("USER").build();
        };
    }

    @Bean
    PasswordEncoder plain() {
        return new Plain();
    }

    @Bean
    AuthorizationServerSettings settings() {
        return AuthorizationServerSettings.builder().build();
    }

    @Bean
    RegisteredClientRepository clients() {
        return new InMemoryRegisteredClientRepository(RegisteredClient.withId(CLIENT).clientId(CLIENT).clientSecret(SECRET)
            .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
            .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE).redirectUri(CALLBACK)
            .scope("openid").scope("profile").scope("email")
            .clientSettings(ClientSettings.builder().requireProofKey(true).requireAuthorizationConsent(false).build())
            .build());
    }

    @Bean
    OAuth2TokenCustomizer<JwtEncodingContext> claims() {
        return context -> {
            if (!OidcParameterNames.ID_TOKEN.equals(context.getTokenType().getValue())) {
                return;
            }
            String name = context.getPrincipal().getName();
            Instant now = Instant.now();
            context.getClaims().subject("subject-of-" + name).claim("preferred_username", name)
                .claim("email", name + "@example.org").claim("email_verified", !name.startsWith("unverified"))
                .claim("groups", name.startsWith("boss") ? List.of("people", "bosses") : List.of("people"));
            if (name.startsWith("late")) {
                context.getClaims().issuedAt(now.minusSeconds(600)).expiresAt(now.minusSeconds(30));
            } else if (name.startsWith("expired")) {
                context.getClaims().issuedAt(now.minusSeconds(600)).expiresAt(now.minusSeconds(300));
            } else if (name.startsWith("elsewhere")) {
                context.getClaims().audience(List.of("another-client"));
            } else if (name.startsWith("impostor")) {
                context.getClaims().issuer("http://127.0.0.1:1");
            }
        };
    }

    /** A hundred log-ins of a test shall not be a hundred computations. */
    private static final class Plain implements PasswordEncoder {
        @Override
        public String encode(CharSequence password) {
            return password.toString();
        }

        @Override
        public boolean matches(CharSequence password, String encoded) {
            return encoded.contentEquals(password);
        }
    }
}
