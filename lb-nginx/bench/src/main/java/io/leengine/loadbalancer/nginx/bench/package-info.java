/** Groups of nginx hosts, measured against reloads and against static upstreams of the same nginx. */
package io.leengine.loadbalancer.nginx.bench;
