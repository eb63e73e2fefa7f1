/** What commands that talk to an engine share: who talks to which one, lists, changes, and questions before a deletion. */
package io.leengine.cli.session;
