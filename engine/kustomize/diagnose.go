package main

import (
	"regexp"
	"strconv"
	"strings"

	"kubeproof/engine/shared/abi"
)

// The texts below are kustomize's own (api/internal/loader, api/internal/target, api/types, kyaml/filesys).
var (
	malformed  = regexp.MustCompile(`(?:MalformedYAMLError|yaml): .*?line (\d+)`)
	inFile     = regexp.MustCompile(`in File: ([^\s'"\\]+)`)
	targetPath = regexp.MustCompile(`couldn't make target for path '` + mount + `/?([^']*)'`)
	noTarget   = regexp.MustCompile(`unable to find one of .* in directory '` + mount + `/?([^']*)'`)
)

// diagnose finds out which entry of which kustomization an error is about, as far as the message tells.
func diagnose(err error, g *graph) *abi.Error {
	text := err.Error()
	failure := &abi.Error{Code: "kustomization-failed", Message: readable(text)}
	if file := g.files[cleaned(g.root)]; file != "" {
		failure.File = file
	}
	at := func(found *entry) *abi.Error {
		failure.File, failure.Line, failure.Column = found.file, found.line, found.column
		return failure
	}

	for _, load := range g.loads {
		if address := load.remote(); address != "" && strings.Contains(text, address) {
			failure.Code, failure.Names = "remote-base", []string{address}
			failure.Message = "the remote base " + address + " was not evaluated: kubeproof renders without network access"
			return at(&load)
		}
	}
	switch {
	case strings.Contains(text, "must specify --enable-helm"):
		failure.Code = "kustomize-helm"
		failure.Message = "helmCharts needs Helm, which does not run inside kustomize here"
		if found := g.named("helmCharts", "helmChartInflationGenerator"); found != nil {
			return at(found)
		}
	case strings.Contains(text, "external plugins disabled") || strings.Contains(text, "plugin load is disabled"):
		failure.Code = "kustomize-plugin"
	case strings.Contains(text, "security; file"):
		failure.Code = "load-restricted"
		if found := g.mentioned(text); found != nil {
			return at(found)
		}
	case noTarget.MatchString(text):
		failure.Code = "file-missing"
		if found := g.loading(noTarget.FindStringSubmatch(text)[1]); found != nil {
			return at(found)
		}
	case malformed.MatchString(text) && inFile.MatchString(text):
		failure.Code = "yaml-invalid"
		name := inFile.FindStringSubmatch(text)[1]
		for _, load := range g.loads {
			if load.value == name {
				failure.File = load.path()
				failure.Line, _ = strconv.Atoi(malformed.FindStringSubmatch(text)[1])
				return failure
			}
		}
	case strings.Contains(text, "doesn't exist") || strings.Contains(text, "no such file") || strings.Contains(text, "not found"):
		if found := g.mentioned(text); found != nil {
			failure.Code = "file-missing"
			return at(found)
		}
	}
	if match := targetPath.FindAllStringSubmatch(text, -1); match != nil {
		if file := g.files[cleaned(match[len(match)-1][1])]; file != "" {
			failure.File = file
		}
	}
	return failure
}

// mentioned finds the entry whose path the text has in quotes. Among several, one that names nothing wins: a message
// about a missing file also quotes the folders on the way to it.
func (g *graph) mentioned(text string) *entry {
	var found *entry
	for i := range g.all {
		name := g.all[i].path()
		if !strings.Contains(text, "'"+mount+"/"+name+"'") {
			continue
		}
		if !g.exists(name) && g.files[name] == "" {
			return &g.all[i]
		}
		if found == nil {
			found = &g.all[i]
		}
	}
	return found
}

func (g *graph) loading(folder string) *entry {
	for i := range g.loads {
		if g.loads[i].path() == folder {
			return &g.loads[i]
		}
	}
	return nil
}

func (g *graph) named(keys ...string) *entry {
	for i := range g.all {
		for _, key := range keys {
			if g.all[i].value == key {
				return &g.all[i]
			}
		}
	}
	return nil
}

// readable turns paths of the in-memory file system into paths of the repository.
func readable(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, mount+"/", ""), mount, ".")
}

func cleaned(folder string) string {
	if folder == "" {
		return "."
	}
	return folder
}
