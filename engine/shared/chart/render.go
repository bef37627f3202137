package chart

import (
	"fmt"
	"regexp"
	"strings"

	"kubeproof/engine/shared/abi"
)

// Serve answers chart requests with library.
func Serve(library Library) {
	abi.Serve(func(header []byte, blob func(int) []byte) abi.Reply {
		request, err := parse(header, blob)
		if err != nil {
			return abi.Reply{Error: &abi.Error{Code: "engine-request", Message: err.Error()}}
		}
		documents, failure := render(library, request)
		return abi.Reply{Documents: documents, Error: failure}
	})
}

func render(library Library, request *Request) ([]abi.Document, *abi.Error) {
	values, failure := mergeValues(library, request)
	if failure != nil {
		return nil, failure
	}
	files, err := visibleFiles(library, request)
	if err != nil {
		return nil, &abi.Error{Code: "chart-invalid", Message: err.Error()}
	}
	chart, err := library.Load(files)
	if err != nil {
		return nil, loadError(err)
	}
	switch chart.Type() {
	case "", "application":
	default:
		return nil, &abi.Error{
			Code: "chart-not-installable", Message: fmt.Sprintf("%s charts are not installable", chart.Type()), File: "Chart.yaml",
		}
	}
	if missing := chart.MissingDependencies(); len(missing) > 0 {
		return nil, &abi.Error{
			Code:    "dependency-missing",
			Message: "found in Chart.yaml, but missing in charts/ directory: " + strings.Join(missing, ", "),
			File:    "Chart.yaml", Names: missing,
		}
	}
	release := Release{request.ReleaseName, request.Namespace, request.Kubernetes, request.APIVersions}
	if err := chart.Prepare(values, release); err != nil {
		return nil, prepareError(err)
	}
	origins := newOrigins(chart, files)
	output, err := chart.Render()
	if err != nil {
		return nil, templateError(err, origins)
	}
	for name := range output {
		if strings.HasSuffix(name, "NOTES.txt") {
			delete(output, name)
		}
	}
	manifests, hooks, err := chart.Sort(output)
	if err != nil {
		return nil, documentError(err, origins)
	}
	var crds []Manifest
	if request.IncludeCRDs {
		crds = chart.CRDs()
	}
	return printed(crds, manifests, hooks, origins), nil
}

// separator is a line that ends one document and begins the next in a file of crds/, which Helm prints as it is.
var separator = regexp.MustCompile(`(?m)^---(?:[ \t]*(?:\r?\n|\z)|[ \t])`)

// printed gives the documents that `helm template` prints, so that joining them with "---\n" gives its output.
func printed(crds, manifests, hooks []Manifest, origins *origins) []abi.Document {
	var documents []abi.Document
	add := func(manifest Manifest, text string) {
		documents = append(documents, abi.Document{Text: text, Source: origins.file(manifest.Path)})
	}
	for _, crd := range crds {
		for i, text := range separator.Split(header(crd)+crd.Content+"\n", -1) {
			if i == 0 && strings.TrimSpace(strings.TrimPrefix(text, header(crd))) == "" {
				continue
			}
			add(crd, text)
		}
	}
	for _, manifest := range manifests {
		add(manifest, header(manifest)+manifest.Content+"\n")
	}
	if len(documents) > 0 {
		// The command trims everything but the hooks as one text.
		last := &documents[len(documents)-1]
		last.Text = strings.TrimSpace(last.Text) + "\n"
	}
	for _, hook := range hooks {
		add(hook, header(hook)+hook.Content+"\n")
	}
	return documents
}

func header(manifest Manifest) string { return "# Source: " + manifest.Path + "\n" }
