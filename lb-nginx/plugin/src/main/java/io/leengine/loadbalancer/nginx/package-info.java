/** The load-balancer seam: groups of nginx hosts, told what is wanted over the bus. */
package io.leengine.loadbalancer.nginx;
