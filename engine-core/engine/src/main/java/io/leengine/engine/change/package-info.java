/** How desired state is changed: one transaction with its activity, once for each idempotency key. */
package io.leengine.engine.change;
