package dev.mcpauth.health;

/** The server cannot work with the value of a setting. The message is one line that names the setting and quotes the value. */
public final class InvalidSettingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Quotes the value without secrets.
     *
     * @param expected what the value must be, as the end of the sentence "NAME must be …"
     */
    public InvalidSettingException(String name, String value, String expected) {
        super(name + " must be " + expected + ", not \"" + WebUrl.hideSecrets(value) + "\"");
    }

    /** @param message a sentence that names the setting, and says what to do */
    InvalidSettingException(String message) {
        super(message);
    }

    /** For a value that could be a secret: the message does not quote it. */
    public InvalidSettingException(String name, String expected) {
        super(name + " must be " + expected);
    }
}
