/** What a person would check, in one command. */
package io.leengine.cli.doctor;
