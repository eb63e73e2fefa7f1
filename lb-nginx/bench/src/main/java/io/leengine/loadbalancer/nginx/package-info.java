/** What opens a group without the platform's services. */
package io.leengine.loadbalancer.nginx;
