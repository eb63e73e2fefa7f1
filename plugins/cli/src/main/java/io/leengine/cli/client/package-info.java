/**
 * The typed client of the REST API. All but what carries its requests is generated from {@code docs/reference/openapi.json}
 * by the build; what an engine refuses comes as {@link io.leengine.cli.http.ApiException} with its problem.
 */
package io.leengine.cli.client;
