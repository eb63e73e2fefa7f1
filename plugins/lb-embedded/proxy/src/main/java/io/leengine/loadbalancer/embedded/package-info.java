/** The embedded load balancer: a reverse proxy in the process. */
package io.leengine.loadbalancer.embedded;
