// Command kustomize is Kustomize's build as a WebAssembly reactor.
package main

import (
	"encoding/json"

	"kubeproof/engine/shared/abi"
)

func init() { abi.Serve(serve) }

// main never runs: the host calls the exported functions of package abi.
func main() {}

// request is the JSON header of a request.
type request struct {
	Files []struct {
		Path string `json:"path"`
		Blob int    `json:"blob"`
	} `json:"files"`
	// Root is the folder to build, relative to the repository like all paths; "" is the repository itself.
	Root string `json:"root"`
	// LoadRestrictor is rootOnly or none, as for `kustomize build --load-restrictor`.
	LoadRestrictor string `json:"loadRestrictor"`
}

func serve(header []byte, blob func(int) []byte) abi.Reply {
	var asked request
	if err := json.Unmarshal(header, &asked); err != nil {
		return abi.Reply{Error: &abi.Error{Code: "engine-request", Message: err.Error()}}
	}
	files := make(map[string][]byte, len(asked.Files))
	for _, file := range asked.Files {
		files[file.Path] = blob(file.Blob)
	}
	documents, err := build(files, asked.Root, asked.LoadRestrictor)
	if err != nil {
		return abi.Reply{Error: diagnose(err, newGraph(files, asked.Root))}
	}
	return abi.Reply{Documents: documents}
}
