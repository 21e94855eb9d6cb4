package dev.mcpauth.authserver.upstream;

/**
 * Who has signed in with the provider.
 *
 * @param subject identifies the user for ever (OpenID Connect Core, section 2)
 * @param username a name to show
 */
record Identity(String subject, String username) {

    private static final int MAX_LENGTH = 255; // OpenID Connect Core, section 2, for the subject

    /**
     * @param username {@code null} if the provider does not say
     * @throws UpstreamException if the subject is not usable
     */
    static Identity of(String subject, String username) throws UpstreamException {
        if (!isUsable(subject)) {
            throw UpstreamException.refused(
                    "the subject of the user is not usable", "it is missing, too long, or has control characters");
        }
        return new Identity(subject, isUsable(username) ? username : subject);
    }

    private static boolean isUsable(String name) {
        return name != null
                && !name.isBlank()
                && name.length() <= MAX_LENGTH
                && name.chars().noneMatch(Character::isISOControl);
    }
}
