package dev.mcpauth.authserver.shared;

import com.nimbusds.oauth2.sdk.Scope;
import java.time.Instant;

/**
 * What a user has allowed a client to do.
 *
 * @param until when the grant ends, however often the client refreshes its tokens
 */
public record Grant(String clientId, User user, Scope scope, Instant until) {}
