/** Writes the typed client of the REST API from its OpenAPI document. */
package io.leengine.cli.generator;
