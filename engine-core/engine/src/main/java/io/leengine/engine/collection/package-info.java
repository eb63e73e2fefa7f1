/** The collection of what nothing in the registry refers to any more, while pushes and pulls go on. */
package io.leengine.engine.collection;
