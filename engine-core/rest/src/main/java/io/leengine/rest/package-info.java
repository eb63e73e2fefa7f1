/**
 * REST v1 over the engine's services. The routes are declared once, in {@link io.leengine.rest.api}; the router and the
 * OpenAPI document are both made of them.
 */
package io.leengine.rest;
