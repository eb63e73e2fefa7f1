/** A throwaway Kubernetes cluster on this machine: started and stopped by one command, from Java, or by a JUnit extension. */
package io.leengine.scheduler.k8s.testcell;
