/** The program that runs the agent of an nginx host: joins a group, runs, is updated, leaves. */
package io.leengine.agent;
