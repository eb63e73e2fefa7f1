/** The bus on etcd: one connection to each member, blocking calls on threads of its own, no write done twice. */
package io.leengine.bus.etcd;
