package dev.mcpauth.authserver.shared;

import com.nimbusds.oauth2.sdk.Scope;

/** What a user has allowed a client to do. */
public record Grant(String clientId, String username, Scope scope) {}
