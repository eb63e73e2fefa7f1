package io.leengine.identity.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.RemoteKeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jwt.JWT;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.claims.ClaimsSet;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Health;
import io.leengine.spi.CallContext;
import io.leengine.spi.identity.IdentityProvider;
import io.leengine.spi.identity.LogInPolicy;
import io.leengine.spi.identity.LogInStart;
import io.leengine.spi.identity.Person;
import io.leengine.spi.identity.RedirectLogIn;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The authorization code flow with a proof key and a nonce. Nothing is kept between begin and finish: the nonce and the
 * verifier are in the memory of the start.
 */
final class OidcProvider implements IdentityProvider, RedirectLogIn, AutoCloseable {
    /** Signatures only the provider can make; what a shared secret signs, anybody who has it could. */
    private static final Set<JWSAlgorithm> SIGNATURES = Set.of(JWSAlgorithm.RS256, JWSAlgorithm.RS384, JWSAlgorithm.RS512,
        JWSAlgorithm.PS256, JWSAlgorithm.PS384, JWSAlgorithm.PS512, JWSAlgorithm.ES256, JWSAlgorithm.ES384,
        JWSAlgorithm.ES512);
    private static final String WHAT = "The log-in";

    private final ProviderSettings settings;
    private final Web web;
    private final Discovery discovery;
    private volatile boolean closed;

    OidcProvider(ProviderSettings settings) {
        this.settings = settings;
        this.web = new Web(settings.name());
        this.discovery = new Discovery(settings, web);
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public LogInPolicy policy() {
        return settings.policy();
    }

    @Override
    public Health health() {
        String trouble = closed ? "It is closed." : web.trouble();
        return trouble.isEmpty() ? Health.up() : Health.down(trouble);
    }

    @Override
    public LogInStart begin(CallContext context) throws InterruptedException {
        web.enter(context, WHAT);
        OIDCProviderMetadata metadata = discovery.metadata(context);
        State state = new State(32);
        Nonce nonce = new Nonce(32);
        CodeVerifier verifier = new CodeVerifier();
        AuthenticationRequest request = new AuthenticationRequest.Builder(ResponseType.CODE,
            new Scope(settings.scopes().toArray(String[]::new)), new ClientID(settings.clientId()), settings.callback())
            .endpointURI(metadata.getAuthorizationEndpointURI()).state(state).nonce(nonce)
            .codeChallenge(verifier, CodeChallengeMethod.S256).build();
        return new LogInStart(request.toURI(), state.getValue(), nonce.getValue() + " " + verifier.getValue());
    }

    @Override
    public Person finish(CallContext context, LogInStart start, Map<String, String> answer) throws InterruptedException {
        web.enter(context, WHAT);
        String code = code(start, answer);
        String[] memory = start.memory().split(" ");
        if (memory.length != 2) {
            throw unknown("It was not begun here.");
        }
        OIDCProviderMetadata metadata = discovery.metadata(context);
        OIDCTokenResponse tokens = redeem(context, metadata, code, new CodeVerifier(memory[1]));
        IDTokenClaimsSet claims = validated(context, metadata, tokens.getOIDCTokens().getIDToken(), new Nonce(memory[0]));
        return allowed(person(claims));
    }

    /** Returns the code of an answer that belongs to the start. */
    private String code(LogInStart start, Map<String, String> answer) {
        if (!MessageDigest.isEqual(start.state().getBytes(StandardCharsets.UTF_8),
                answer.getOrDefault("state", "").getBytes(StandardCharsets.UTF_8))) {
            throw unknown("The answer belongs to another log-in.");
        }
        if (answer.containsKey("iss") && !answer.get("iss").equals(settings.issuer().toString())) {
            throw unknown("The answer is another provider's.");
        }
        if (answer.containsKey("error")) {
            throw unknown("The provider refused.");
        }
        return Optional.ofNullable(answer.get("code")).filter(code -> !code.isBlank())
            .orElseThrow(() -> unknown("The provider said nothing."));
    }

    private OIDCTokenResponse redeem(CallContext context, OIDCProviderMetadata metadata, String code,
            CodeVerifier verifier) throws InterruptedException {
        TokenRequest request = new TokenRequest.Builder(metadata.getTokenEndpointURI(), client(metadata),
            new AuthorizationCodeGrant(new AuthorizationCode(code), settings.callback(), verifier)).build();
        TokenResponse answer;
        try {
            answer = OIDCTokenResponseParser.parse(web.send(context, request.toHTTPRequest()));
        } catch (ParseException e) {
            throw web.unreadable("The answer", e);
        }
        if (answer.indicatesSuccess()) {
            return (OIDCTokenResponse) answer.toSuccessResponse();
        }
        String error = answer.toErrorResponse().getErrorObject().getCode();
        if ("invalid_grant".equals(error)) {
            throw unknown("The code was used, has expired, or is not this log-in's.");
        }
        throw web.troubled("invalid_client".equals(error) || "unauthorized_client".equals(error)
            ? "The provider does not take our client id and secret." : "The provider refused the code.", null);
    }

    private ClientAuthentication client(OIDCProviderMetadata metadata) {
        ClientID id = new ClientID(settings.clientId());
        Secret secret = new Secret(settings.clientSecret());
        List<ClientAuthenticationMethod> methods = metadata.getTokenEndpointAuthMethods();
        boolean post = methods != null && !methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
            && methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_POST);
        return post ? new ClientSecretPost(id, secret) : new ClientSecretBasic(id, secret);
    }

    private IDTokenClaimsSet validated(CallContext context, OIDCProviderMetadata metadata, JWT token, Nonce nonce)
            throws InterruptedException {
        IDTokenValidator validator = new IDTokenValidator(new Issuer(settings.issuer()), new ClientID(settings.clientId()),
            new JWSVerificationKeySelector<>(SIGNATURES, discovery.keys(context, metadata.getJWKSetURI())), null);
        validator.setMaxClockSkew((int) settings.skew().toSeconds());
        try {
            return validator.validate(token, nonce);
        } catch (RemoteKeySourceException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            context.check(WHAT);
            throw web.troubled("The keys of the provider cannot be read.", null);
        } catch (BadJOSEException | JOSEException e) {
            // A token that is not for this log-in, is too old, or is signed by somebody else. Its content goes no further.
            throw unknown("What the provider said cannot be trusted.");
        }
    }

    private Person person(ClaimsSet claims) {
        String subject = claims.getStringClaim("sub");
        boolean mailShown = Boolean.TRUE.equals(claims.getBooleanClaim("email_verified"));
        String mail = claims.getStringClaim("email");
        String userName = Optional.ofNullable(claims.getStringClaim(settings.userNameClaim())).or(() ->
            Optional.ofNullable(mail)).orElse(subject);
        try {
            return new Person(subject, userName, Optional.ofNullable(mail).filter(address -> mailShown), groups(claims));
        } catch (IllegalArgumentException e) {
            throw web.troubled("The provider gives a person a subject that none can have.", e);
        }
    }

    private Set<String> groups(ClaimsSet claims) {
        List<String> several = claims.getStringListClaim(settings.groupsClaim());
        if (several != null) {
            return new HashSet<>(several);
        }
        String one = claims.getStringClaim(settings.groupsClaim());
        return one == null ? Set.of() : Set.of(one);
    }

    private Person allowed(Person person) {
        if (!settings.allowedGroups().isEmpty() && Collections.disjoint(settings.allowedGroups(), person.groups())) {
            throw new EngineException(ErrorCode.FORBIDDEN, "Only members of certain groups may log in here.")
                .withNextStep("Ask an administrator.");
        }
        return person;
    }

    private static EngineException unknown(String why) {
        return new EngineException(ErrorCode.UNAUTHENTICATED, "The log-in at the provider did not succeed. " + why)
            .withNextStep("Begin again.");
    }

    /** Takes no more calls; those under way end. */
    @Override
    public void close() {
        closed = true;
        web.close();
    }
}
