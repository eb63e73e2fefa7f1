/** What makes the world as desired: queues and reconcilers. */
package io.leengine.engine.reconcile;
