package dev.mcpauth.health;

/** A setting has a value that the server cannot work with. The message is one line that names it and quotes the value. */
public final class InvalidSettingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param expected what the value should have been, as the end of the sentence "NAME must be …" */
    public InvalidSettingException(String name, String value, String expected) {
        super(name + " must be " + expected + ", not \"" + value + "\"");
    }

    /** For a value that could be a secret: it is not quoted. */
    public InvalidSettingException(String name, String expected) {
        super(name + " must be " + expected);
    }
}
