package dev.mcpauth.elicitation;

/** The client cannot be asked, or has not answered in time. The message is for the model. */
public final class CannotAskException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CannotAskException(String message) {
        super(message, null, false, false);
    }
}
