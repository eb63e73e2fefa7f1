/** Log-in at a provider that speaks OpenID Connect. */
package io.leengine.identity.oidc;
