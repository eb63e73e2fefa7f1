package io.leengine.cli.account;

/** The roles; typed in any case. */
enum RoleName {
    GUEST, REPORTER, DEVELOPER, MASTER, OWNER
}
