/** Cells that are Kubernetes clusters. */
package io.leengine.scheduler.k8s;
