/** Certificates of load-balancer groups: checked at the door, kept with sealed keys. */
package io.leengine.engine.certificate;
