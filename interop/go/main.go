// The client of the official Go SDK connects to steps 8, 11 and 12, with a token and by signing in. It reads its settings
// from standard input, and prints each result as a line of JSON.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"runtime/debug"
	"time"
)

// Server is an MCP server, and tokens for it.
type Server struct {
	URL     string `json:"url"`
	Admin   string `json:"admin"`
	Alice   string `json:"alice"`
	Expired string `json:"expired"`
}

// Settings describe the servers and the user.
type Settings struct {
	User        string `json:"user"`
	Callback    string `json:"callback"`
	MetadataURL string `json:"metadata_url"`
	Step8       Server `json:"step8"`
	Step11      Server `json:"step11"`
	Step12      Server `json:"step12"`
}

const sdk = "github.com/modelcontextprotocol/go-sdk"

// versions are the protocol versions that the client asks for.
var versions = []string{"2026-07-28", "2025-11-25"}

func main() {
	var settings Settings
	if err := json.NewDecoder(os.Stdin).Decode(&settings); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for _, version := range versions {
		r := &report{client: fmt.Sprintf("go-sdk %s, %s", sdkVersion(), version)}
		withToken(r, version, settings)
		withUser(r, version, settings.Step12)
		signingIn(r, version, settings)
	}
}

func sdkVersion() string {
	info, _ := debug.ReadBuildInfo()
	for _, dependency := range info.Deps {
		if dependency.Path == sdk {
			return dependency.Version
		}
	}
	return "of unknown version"
}

// report prints the results of checks.
type report struct{ client string }

// check runs a check, which passes unless it returns an error or takes too long.
func (r *report) check(step, name string, body func(context.Context) error) bool {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	err := body(ctx)
	result := map[string]string{"client": r.client, "step": step, "check": name}
	if err != nil {
		result["error"] = err.Error()
	}
	line, _ := json.Marshal(result)
	fmt.Println(string(line))
	return err == nil
}
