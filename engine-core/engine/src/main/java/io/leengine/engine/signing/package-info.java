/** The keys that sign the registry's tokens. */
package io.leengine.engine.signing;
