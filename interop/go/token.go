package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/auth"
	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	"github.com/modelcontextprotocol/go-sdk/mcp"
)

var stepEightTools = []string{"audit_log", "echo", "get_time"}
var stepElevenTools = []string{"add", "audit_log", "echo", "extension", "get_time", "greet", "reverse", "whoami"}
var stepElevenPrompts = []string{"greet_user", "greeting", "help"}

// session is a connected client, and the progress that it is told. The client handles notifications in another goroutine, so
// the last one may come after the result.
type session struct {
	*mcp.ClientSession
	progress chan *mcp.ProgressNotificationParams
	updated  chan string // the URIs of resources that have changed
	asked    chan string // the questions to the user
	answers  chan *mcp.ElicitResult
}

// bearer adds a token to each request.
type bearer string

func (token bearer) RoundTrip(request *http.Request) (*http.Response, error) {
	request = request.Clone(request.Context())
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+string(token))
	}
	return http.DefaultTransport.RoundTrip(request)
}

func connect(ctx context.Context, url, version, token string, handler auth.OAuthHandler) (*session, error) {
	s := &session{
		progress: make(chan *mcp.ProgressNotificationParams, 100),
		updated:  make(chan string, 100),
		asked:    make(chan string, 10),
		answers:  make(chan *mcp.ElicitResult, 10),
	}
	client := mcp.NewClient(&mcp.Implementation{Name: "interop", Version: "1.0.0"}, &mcp.ClientOptions{
		ProgressNotificationHandler: func(_ context.Context, request *mcp.ProgressNotificationClientRequest) {
			s.progress <- request.Params
		},
		ResourceUpdatedHandler: func(_ context.Context, request *mcp.ResourceUpdatedNotificationRequest) {
			s.updated <- request.Params.URI
		},
		ElicitationHandler: func(_ context.Context, request *mcp.ElicitRequest) (*mcp.ElicitResult, error) {
			s.asked <- request.Params.Message
			return <-s.answers, nil
		},
	})
	transport := &mcp.StreamableClientTransport{
		Endpoint:     url,
		HTTPClient:   &http.Client{Transport: bearer(token)},
		OAuthHandler: handler,
	}
	connected, err := client.Connect(ctx, transport, &mcp.ClientSessionOptions{ProtocolVersion: version})
	if err != nil {
		return nil, err
	}
	s.ClientSession = connected
	if agreed := connected.InitializeResult().ProtocolVersion; agreed != version {
		return nil, fmt.Errorf("connected with %s, not %s", agreed, version)
	}
	return s, nil
}

func (s *session) call(ctx context.Context, name string, arguments map[string]any) (string, any, error) {
	params := &mcp.CallToolParams{Name: name, Arguments: arguments}
	params.SetProgressToken("p-1")
	result, err := s.CallTool(ctx, params)
	if err != nil {
		return "", nil, err
	}
	content, ok := result.Content[0].(*mcp.TextContent)
	if !ok || result.IsError {
		return "", nil, fmt.Errorf("unexpected result %v", result)
	}
	return content.Text, result.StructuredContent, nil
}

func (s *session) prompt(ctx context.Context, name string, arguments map[string]string) (string, error) {
	result, err := s.GetPrompt(ctx, &mcp.GetPromptParams{Name: name, Arguments: arguments})
	if err != nil {
		return "", err
	}
	return result.Messages[0].Content.(*mcp.TextContent).Text, nil
}

func (s *session) read(ctx context.Context, uri string) (string, error) {
	result, err := s.ReadResource(ctx, &mcp.ReadResourceParams{URI: uri})
	if err != nil {
		return "", err
	}
	return result.Contents[0].Text, nil
}

func (s *session) complete(ctx context.Context, ref *mcp.CompleteReference, name, value string) ([]string, error) {
	argument := mcp.CompleteParamsArgument{Name: name, Value: value}
	result, err := s.Complete(ctx, &mcp.CompleteParams{Ref: ref, Argument: argument})
	if err != nil {
		return nil, err
	}
	return result.Completion.Values, nil
}

func equal(actual, expected any) error {
	if !reflect.DeepEqual(actual, expected) {
		return fmt.Errorf("expected %v, got %v", expected, actual)
	}
	return nil
}

func contains(text, part string) error {
	if !strings.Contains(text, part) {
		return fmt.Errorf("%q is not in %q", part, text)
	}
	return nil
}

// fails returns an error unless err has this text.
func fails(err error, part string) error {
	if err == nil {
		return fmt.Errorf("succeeded, but must fail with %q", part)
	}
	return contains(err.Error(), part)
}

func failsWithCode(err error, code int64) error {
	var failure *jsonrpc.Error
	if !errors.As(err, &failure) {
		return fmt.Errorf("must fail with %d, not with %v", code, err)
	}
	return equal(failure.Code, code)
}

func checkLists(ctx context.Context, s *session, tools, prompts []string) error {
	listedTools, err := s.ListTools(ctx, nil)
	if err != nil {
		return err
	}
	listedPrompts, err := s.ListPrompts(ctx, nil)
	if err != nil {
		return err
	}
	names := []string{}
	for _, tool := range listedTools.Tools {
		names = append(names, tool.Name)
	}
	slices.Sort(names)
	promptNames := []string{}
	for _, prompt := range listedPrompts.Prompts {
		promptNames = append(promptNames, prompt.Name)
	}
	slices.Sort(promptNames)
	return errors.Join(equal(names, tools), equal(promptNames, prompts))
}

func checkCalls(ctx context.Context, s *session) error {
	text, _, err := s.call(ctx, "echo", map[string]any{"message": "Grüße, 世界"})
	if err != nil {
		return err
	}
	_, structured, err := s.call(ctx, "get_time", map[string]any{"timezone": "Europe/Vienna"})
	if err != nil {
		return err
	}
	return errors.Join(contains(text, "Grüße, 世界"), contains(fmt.Sprint(structured), "Europe/Vienna"))
}

func checkPrompts(ctx context.Context, s *session) error {
	greeting, err := s.prompt(ctx, "greeting", map[string]string{"name": "Ada"})
	if err != nil {
		return err
	}
	help, err := s.prompt(ctx, "help", nil)
	if err != nil {
		return err
	}
	return errors.Join(contains(greeting, "Ada"), contains(help, " "))
}

func checkUnknownTool(ctx context.Context, s *session) error {
	_, _, err := s.call(ctx, "nothing", map[string]any{})
	return failsWithCode(err, jsonrpc.CodeInvalidParams)
}

func checkProgress(ctx context.Context, s *session) error {
	text, _, err := s.call(ctx, "reverse", map[string]any{"text": "stressed"})
	if err != nil {
		return err
	}
	errs := []error{equal(text, "desserts")}
	for i := 1; i <= 10; i++ {
		select {
		case step := <-s.progress:
			errs = append(errs, equal(step.Progress, float64(i)), equal(step.Total, 10.0),
				equal(step.Message, fmt.Sprintf("%d of 10", i)), equal(step.ProgressToken, any("p-1")))
		case <-ctx.Done():
			return fmt.Errorf("no notification %d of 10", i)
		}
	}
	return errors.Join(errs...)
}

func checkResources(ctx context.Context, s *session) error {
	resources, err := s.ListResources(ctx, nil)
	if err != nil {
		return err
	}
	templates, err := s.ListResourceTemplates(ctx, nil)
	if err != nil {
		return err
	}
	if len(resources.Resources) != 1 || len(templates.ResourceTemplates) != 1 {
		return fmt.Errorf("unexpected lists %v and %v", resources.Resources, templates.ResourceTemplates)
	}
	greeting, err := s.read(ctx, "greeting://Ada")
	if err != nil {
		return err
	}
	decisions, err := s.read(ctx, "audit://decisions")
	if err != nil {
		return err
	}
	return errors.Join(
		equal(resources.Resources[0].URI, "audit://decisions"),
		equal(templates.ResourceTemplates[0].URITemplate, "greeting://{name}"),
		equal(greeting, "Hello, Ada!"),
		contains(decisions, `"resources/read"`))
}

func checkMissingResource(ctx context.Context, s *session, version string) error {
	code := int64(jsonrpc.CodeInvalidParams)
	if version < "2026-07-28" {
		code = -32002
	}
	_, err := s.read(ctx, "greeting://a%2Fb")
	return failsWithCode(err, code)
}

func checkCompletions(ctx context.Context, s *session) error {
	styles, err := s.complete(ctx, &mcp.CompleteReference{Type: "ref/prompt", Name: "greet_user"}, "style", "f")
	if err != nil {
		return err
	}
	names, err := s.complete(ctx, &mcp.CompleteReference{Type: "ref/resource", URI: "greeting://{name}"}, "name", "b")
	if err != nil {
		return err
	}
	return errors.Join(equal(styles, []string{"friendly", "formal"}), equal(names, []string{"bob"}))
}

// withToken checks what the client does with a token that its user has given it.
func withToken(r *report, version string, settings Settings) {
	common := func(step string, server Server, tools, prompts []string) *session {
		var s *session
		if !r.check(step, "connects", func(context.Context) (err error) {
			// The session outlives this check: it must not use its context.
			s, err = connect(context.Background(), server.URL, version, server.Admin, nil)
			return err
		}) {
			return nil
		}
		r.check(step, "lists", func(ctx context.Context) error { return checkLists(ctx, s, tools, prompts) })
		r.check(step, "calls", func(ctx context.Context) error { return checkCalls(ctx, s) })
		r.check(step, "gets", func(ctx context.Context) error { return checkPrompts(ctx, s) })
		r.check(step, "gets an error for an unknown tool", func(ctx context.Context) error { return checkUnknownTool(ctx, s) })
		return s
	}
	if s := common("step 8", settings.Step8, stepEightTools, []string{"greeting", "help"}); s != nil {
		s.Close()
	}
	for name, token := range map[string]string{"without a token": "", "with an expired token": settings.Step8.Expired} {
		r.check("step 8", "is rejected "+name, func(ctx context.Context) error {
			_, err := connect(ctx, settings.Step8.URL, version, token, nil)
			return fails(err, "Unauthorized")
		})
	}
	r.check("step 8", "is rejected without the scope for prompts", func(ctx context.Context) error {
		s, err := connect(ctx, settings.Step8.URL, version, settings.Step8.Alice, nil)
		if err != nil {
			return err
		}
		defer s.Close()
		_, err = s.prompt(ctx, "help", nil)
		return fails(err, "Forbidden")
	})
	s := common("step 11", settings.Step11, stepElevenTools, stepElevenPrompts)
	if s == nil {
		return
	}
	defer s.Close()
	r.check("step 11", "reports progress", func(ctx context.Context) error { return checkProgress(ctx, s) })
	r.check("step 11", "reads resources", func(ctx context.Context) error { return checkResources(ctx, s) })
	r.check("step 11", "gets an error for a missing resource", func(ctx context.Context) error {
		return checkMissingResource(ctx, s, version)
	})
	r.check("step 11", "completes arguments", func(ctx context.Context) error { return checkCompletions(ctx, s) })
}
