/** A domain's rules in JSON: as they go over the bus, and as a host keeps them. */
package io.leengine.loadbalancer.nginx.rules;
