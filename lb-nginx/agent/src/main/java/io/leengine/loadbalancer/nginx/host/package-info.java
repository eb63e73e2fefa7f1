/** One nginx and its Lua side: makes a stated set of domains and upstreams true on this host. Knows nothing of the bus. */
package io.leengine.loadbalancer.nginx.host;
