/** What an nginx host's agent does on the bus: follows what is wanted, tells what is in effect, answers questions. */
package io.leengine.loadbalancer.nginx.agent;
