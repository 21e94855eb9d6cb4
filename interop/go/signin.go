package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/modelcontextprotocol/go-sdk/auth"
	"github.com/modelcontextprotocol/go-sdk/oauthex"
	"golang.org/x/oauth2"
)

// wallet keeps the tokens of a client, and refreshes them when they have expired.
type wallet struct {
	mu      sync.Mutex
	token   *oauth2.Token
	source  func(*oauth2.Token) oauth2.TokenSource
	signIns int
}

func (w *wallet) Token() (*oauth2.Token, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	token, err := w.source(w.token).Token()
	if err == nil {
		w.token = token
	}
	return token, err
}

// change replaces the tokens with a changed copy.
func (w *wallet) change(how func(*oauth2.Token)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	changed := *w.token
	how(&changed)
	w.token = &changed
}

func (w *wallet) claim(name string) (string, error) {
	parts := strings.Split(w.token.AccessToken, ".")
	if len(parts) != 3 {
		return "", errors.New("the access token is not a JWT")
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return "", err
	}
	var claims map[string]any
	if err := json.Unmarshal(payload, &claims); err != nil {
		return "", err
	}
	return fmt.Sprint(claims[name]), nil
}

func (w *wallet) hasScopes(expected ...string) error {
	scope, err := w.claim("scope")
	if err != nil {
		return err
	}
	scopes := strings.Fields(scope)
	slices.Sort(scopes)
	return equal(scopes, expected)
}

// askUser lets the user sign in at a URL.
func askUser(ctx context.Context, user, url string) (*auth.AuthorizationResult, error) {
	body, err := json.Marshal(map[string]string{"url": url})
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, user, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the user could not sign in: %s", answer)
	}
	var parameters map[string]string
	if err := json.Unmarshal(answer, &parameters); err != nil {
		return nil, err
	}
	return &auth.AuthorizationResult{Code: parameters["code"], State: parameters["state"], Iss: parameters["iss"]}, nil
}

// newHandler creates what the SDK needs to sign in. The client registers dynamically if metadataURL is empty.
func newHandler(settings Settings, metadataURL string, tokens *wallet) (*auth.AuthorizationCodeHandler, error) {
	config := &auth.AuthorizationCodeHandlerConfig{
		RedirectURL: settings.Callback,
		AuthorizationCodeFetcher: func(ctx context.Context, args *auth.AuthorizationArgs) (*auth.AuthorizationResult, error) {
			return askUser(ctx, settings.User, args.URL)
		},
		NewTokenSource: func(ctx context.Context, client *oauth2.Config, token *oauth2.Token) (oauth2.TokenSource, error) {
			tokens.mu.Lock()
			defer tokens.mu.Unlock()
			tokens.token = token
			tokens.signIns++
			tokens.source = func(latest *oauth2.Token) oauth2.TokenSource { return client.TokenSource(ctx, latest) }
			return tokens, nil
		},
	}
	if metadataURL != "" {
		config.ClientIDMetadataDocumentConfig = &auth.ClientIDMetadataDocumentConfig{URL: metadataURL}
	} else {
		config.DynamicClientRegistrationConfig = &auth.DynamicClientRegistrationConfig{
			Metadata: &oauthex.ClientRegistrationMetadata{
				ClientName:              "Interop client",
				RedirectURIs:            []string{settings.Callback},
				GrantTypes:              []string{"authorization_code", "refresh_token"},
				ResponseTypes:           []string{"code"},
				TokenEndpointAuthMethod: "none",
			},
		}
	}
	return auth.NewAuthorizationCodeHandler(config)
}

// signingIn checks that the user signs in, that the client steps up to another scope, and that it refreshes its token.
func signingIn(r *report, version string, settings Settings) {
	ways := []struct{ step, how, url, metadataURL string }{
		{"step 8", "after registering", settings.Step8.URL, ""},
		{"step 8", "with its metadata document", settings.Step8.URL, settings.MetadataURL},
		{"step 11", "after registering", settings.Step11.URL, ""},
	}
	for _, way := range ways {
		tokens := &wallet{}
		var s *session
		if !r.check(way.step, "signs in "+way.how, func(context.Context) error {
			handler, err := newHandler(settings, way.metadataURL, tokens)
			if err != nil {
				return err
			}
			if s, err = connect(context.Background(), way.url, version, "", handler); err != nil {
				return err
			}
			if way.metadataURL != "" {
				id, err := tokens.claim("client_id")
				if err != nil {
					return err
				}
				if err := equal(id, way.metadataURL); err != nil {
					return err
				}
			}
			return tokens.hasScopes("mcp:read")
		}) {
			continue
		}
		r.check(way.step, "steps up to another scope, "+way.how, func(ctx context.Context) error {
			if err := checkCalls(ctx, s); err != nil {
				return err
			}
			return tokens.hasScopes("mcp:read", "mcp:tools")
		})
		r.check(way.step, "refreshes its token, "+way.how, func(ctx context.Context) error {
			before := tokens.token.RefreshToken
			tokens.change(func(token *oauth2.Token) { token.Expiry = time.Now().Add(-time.Minute) })
			if err := checkCalls(ctx, s); err != nil {
				return err
			}
			if tokens.token.RefreshToken == before {
				return errors.New("the client has no new refresh token")
			}
			return tokens.hasScopes("mcp:read", "mcp:tools")
		})
		if way.step == "step 11" {
			r.check(way.step, "reports progress after signing in", func(ctx context.Context) error { return checkProgress(ctx, s) })
		}
		r.check(way.step, "signs in again when its token is rejected, "+way.how, func(ctx context.Context) error {
			before := tokens.signIns
			tokens.change(func(token *oauth2.Token) { token.AccessToken = "garbage" })
			if err := checkCalls(ctx, s); err != nil {
				return err
			}
			return errors.Join(equal(tokens.signIns, before+1), tokens.hasScopes("mcp:read", "mcp:tools"))
		})
		s.Close()
	}
}
