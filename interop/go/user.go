package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

const decisions = "audit://decisions"

func checkCancels(ctx context.Context, s *session) error {
	cancellable, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		<-s.progress
		cancel()
	}()
	if _, _, err := s.call(cancellable, "reverse", map[string]any{"text": "stressed"}); !errors.Is(err, context.Canceled) {
		return fmt.Errorf("the call was not cancelled: %v", err)
	}
	text, _, err := s.call(ctx, "greet", map[string]any{}) // the connection still works
	if err != nil {
		return err
	}
	return contains(text, "Hello, admin")
}

func checkHears(ctx context.Context, s, other *session) error {
	if err := s.Subscribe(ctx, &mcp.SubscribeParams{URI: decisions}); err != nil {
		return err
	}
	if _, err := other.ListTools(ctx, nil); err != nil {
		return err
	}
	select {
	case uri := <-s.updated:
		return errors.Join(equal(uri, decisions), s.Unsubscribe(ctx, &mcp.UnsubscribeParams{URI: decisions}))
	case <-ctx.Done():
		return errors.New("heard of no change")
	}
}

func checkAnswers(ctx context.Context, s *session, answer *mcp.ElicitResult, shared float64) error {
	s.answers <- answer
	_, structured, err := s.call(ctx, "share_audit_log", map[string]any{"with": "bob", "limit": 2})
	if err != nil {
		return err
	}
	if err := equal(len(s.asked), 1); err != nil {
		return err
	}
	return errors.Join(
		equal(structured, any(map[string]any{"shared": shared})),
		contains(<-s.asked, "2 decisions of the audit log with bob"))
}

// withUser checks what the client does when the server has something to say, or to ask.
func withUser(r *report, version string, server Server) {
	var s, other *session
	if !r.check("step 12", "connects", func(context.Context) (err error) {
		if s, err = connect(context.Background(), server.URL, version, server.Admin, nil); err != nil {
			return err
		}
		other, err = connect(context.Background(), server.URL, version, server.Alice, nil)
		return err
	}) {
		return
	}
	defer s.Close()
	defer other.Close()
	r.check("step 12", "cancels a call", func(ctx context.Context) error { return checkCancels(ctx, s) })
	r.check("step 12", "hears of a change", func(ctx context.Context) error { return checkHears(ctx, s, other) })
	r.check("step 12", "asks its user, who agrees", func(ctx context.Context) error {
		return checkAnswers(ctx, s, &mcp.ElicitResult{Action: "accept", Content: map[string]any{"share": true}}, 2)
	})
	r.check("step 12", "asks its user, who declines", func(ctx context.Context) error {
		return checkAnswers(ctx, s, &mcp.ElicitResult{Action: "decline"}, 0)
	})
}
