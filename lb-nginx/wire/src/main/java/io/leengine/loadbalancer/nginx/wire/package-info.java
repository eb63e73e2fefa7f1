/** What a load-balancer group and its nginx hosts tell each other over the bus: keys, and documents in JSON. */
package io.leengine.loadbalancer.nginx.wire;
