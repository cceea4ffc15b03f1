package io.havip.config.credentials;

/** A file of credentials that can't be used as it is. What is in it is not quoted. */
public final class CredentialException extends Exception {
    private final String sentence;
    private final String mend;
    private final boolean denied;

    private CredentialException(String sentence, String mend, boolean denied) {
        super(sentence + ": " + mend);
        this.sentence = sentence;
        this.mend = mend;
        this.denied = denied;
    }

    CredentialException(String sentence, String mend) {
        this(sentence, mend, false);
    }

    /** Another user may read it, perhaps the agent's. */
    static CredentialException denied(String sentence, String mend) {
        return new CredentialException(sentence, mend, true);
    }

    public String sentence() {
        return sentence;
    }

    public String mend() {
        return mend;
    }

    /** Whether all that is known is that this user may not read it. */
    public boolean denied() {
        return denied;
    }
}
