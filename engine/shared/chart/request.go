// Package chart does what `helm template` does around Helm's library, for any major version of it.
//
// The order of work is the command's own (pkg/cmd/template.go, pkg/cmd/install.go and pkg/action/install.go of
// Helm): values, load, installable, dependencies present, dependencies processed, capabilities, values coalesced
// and checked, Kubernetes version, templates executed, documents sorted and printed.
package chart

import "encoding/json"

// Request is the JSON header of a chart request. File contents are blobs, named by index.
type Request struct {
	Files       []Blob   `json:"files"`
	Values      []Blob   `json:"values"`
	SetJSON     []string `json:"setJson"`
	Set         []string `json:"set"`
	SetString   []string `json:"setString"`
	SetFile     []string `json:"setFile"`
	SetLiteral  []string `json:"setLiteral"`
	SetFiles    []Blob   `json:"setFiles"`
	ReleaseName string   `json:"releaseName"`
	Namespace   string   `json:"namespace"`
	// Kubernetes is the version templates see; empty for the library's default.
	Kubernetes  string   `json:"kubernetes"`
	APIVersions []string `json:"apiVersions"`
	IncludeCRDs bool     `json:"includeCrds"`

	blob func(int) []byte
}

// Blob names one of the request's blobs.
type Blob struct {
	Path string `json:"path"`
	Blob int    `json:"blob"`
}

func parse(header []byte, blob func(int) []byte) (*Request, error) {
	request := &Request{blob: blob}
	return request, json.Unmarshal(header, request)
}
