package io.tollgate.edge.door;

/** What is in the public door's keystore can't be used; the message says what it lacks. */
final class UnusableCertificateException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableCertificateException(String rule) {
        super(rule);
    }

    UnusableCertificateException(String rule, Throwable cause) {
        super(rule + " (" + cause.getMessage() + ')', cause);
    }
}
