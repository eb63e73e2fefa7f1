package io.leengine.store;

import java.sql.SQLException;

/** A transaction lost against another one; from the start again, it may win. */
final class LostTransactionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LostTransactionException(SQLException cause) {
        super("The transaction lost against another one", cause);
    }
}
