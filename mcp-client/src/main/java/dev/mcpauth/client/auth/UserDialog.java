package dev.mcpauth.client.auth;

import java.net.URI;
import java.util.Optional;

/** How a sign-in talks to the user. */
public interface UserDialog {

    /** Whether the user is there to sign in. If not, a command fails and names the command to run. */
    boolean canSignIn();

    void say(String message);

    /** @return the user's decision; {@code true} if nobody can be asked, because the user still decides in the browser */
    boolean confirm(String question);

    /** Opens a URL in the browser of the user. */
    void open(URI url);

    /** A line that the user has typed meanwhile, without waiting for one. */
    Optional<String> typedLine();
}
