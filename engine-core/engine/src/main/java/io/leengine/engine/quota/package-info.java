/** Quotas: the limits, what is used of them, and the check within the transaction that would exceed one. */
package io.leengine.engine.quota;
