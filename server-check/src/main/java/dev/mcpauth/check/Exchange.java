package dev.mcpauth.check;

/**
 * A request with its response.
 *
 * @param response {@code null} if there is none
 * @param problem why there is no response, or {@code null}
 */
record Exchange(Request request, Response response, String problem) {

    int status() {
        return response.status();
    }
}
