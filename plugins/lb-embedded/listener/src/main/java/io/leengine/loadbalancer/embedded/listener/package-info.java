/**
 * The sockets of the embedded load-balancer groups. They outlive the parts behind them, so that such a part can be
 * replaced while requests come in. Made for the parts of {@code leengine-lb-embedded} and for nobody else.
 */
package io.leengine.loadbalancer.embedded.listener;
