/** The routes, one class a family. */
package io.leengine.rest.api;
