/** Who one is: log-in, contexts, tokens, users. */
package io.leengine.cli.account;
