/** Throwaway Kubernetes clusters on this machine: a program of its own, started as a process. */
package io.leengine.cli.testcell;
