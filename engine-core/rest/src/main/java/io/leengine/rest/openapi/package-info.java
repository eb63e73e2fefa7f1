/** The OpenAPI document, made of the routes, and the page that shows it. */
package io.leengine.rest.openapi;
