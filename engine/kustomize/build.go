package main

import (
	"bytes"
	"path"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/resmap"
	"sigs.k8s.io/kustomize/api/resource"
	"sigs.k8s.io/kustomize/api/types"

	"kubeproof/engine/shared/abi"
)

// mount is where the repository lies in the in-memory file system.
const mount = "/repository"

// build does what `kustomize build` does and adds where each document came from.
//
// Kustomize only knows that while it annotates every resource with its origin, so the build runs with these
// annotations and removes them from the result. A patch or replacement that names annotations by path could see them (a
// replacement may copy all of them); then a build without them is the result, and the one with them only answers
// the question.
func build(files map[string][]byte, root, restrictor string) ([]abi.Document, error) {
	traced := withOrigins(files, root)
	if traced == nil {
		resources, err := run(files, root, restrictor)
		if err != nil {
			return nil, err
		}
		return printed(resources, nil)
	}
	resources, err := run(traced.files, root, restrictor)
	if err != nil || mentionsAnnotations(files, root) {
		plain, plainError := run(files, root, restrictor)
		if plainError != nil {
			return nil, plainError
		}
		return printed(plain, tracedSources(plain, resources, root))
	}
	sources := sourcesOf(resources, root)
	if !traced.asked {
		if err := resources.RemoveOriginAnnotations(); err != nil {
			return nil, err
		}
	}
	return printed(resources, sources)
}

func run(files map[string][]byte, root, restrictor string) (resmap.ResMap, error) {
	options := krusty.MakeDefaultOptions()
	// What the command passes when neither --reorder nor sortOptions is given.
	options.Reorder = krusty.ReorderOptionUnspecified
	if restrictor == "none" {
		options.LoadRestrictions = types.LoadRestrictionsNone
	}
	options.PluginConfig = types.DisabledPluginConfig()
	return krusty.MakeKustomizer(options).Run(newTree(files), path.Join(mount, root))
}

func printed(resources resmap.ResMap, sources []string) ([]abi.Document, error) {
	all := resources.Resources()
	documents := make([]abi.Document, len(all))
	for i, each := range all {
		text, err := each.AsYAML()
		if err != nil {
			return nil, err
		}
		documents[i].Text = string(text)
		if sources != nil {
			documents[i].Source = sources[i]
		}
	}
	return documents, nil
}

// sourcesOf reads the origin annotations; "" where there is none.
func sourcesOf(resources resmap.ResMap, root string) []string {
	all := resources.Resources()
	sources := make([]string, len(all))
	for i, each := range all {
		sources[i] = source(each, root)
	}
	return sources
}

func source(each *resource.Resource, root string) string {
	origin, err := each.GetOrigin()
	if err != nil || origin == nil || origin.Repo != "" {
		return ""
	}
	name := origin.Path
	if origin.ConfiguredIn != "" {
		name = origin.ConfiguredIn
	}
	if name == "" {
		return ""
	}
	return path.Join(root, name)
}

// tracedSources gives the sources for a build without annotations, when the build with them gave the same resources.
func tracedSources(plain, traced resmap.ResMap, root string) []string {
	if traced == nil || plain.Size() != traced.Size() {
		return nil
	}
	others := traced.Resources()
	for i, each := range plain.Resources() {
		if each.CurId() != others[i].CurId() {
			return nil
		}
	}
	return sourcesOf(traced, root)
}

// mentionsAnnotations tells whether a kustomization, or a file it uses other than as a resource, names annotations by
// path. A folder that is used that way is not looked into: it counts.
func mentionsAnnotations(files map[string][]byte, root string) bool {
	g := newGraph(files, root)
	resources := map[string]bool{}
	for _, load := range g.loads {
		resources[load.path()] = true
	}
	used := map[string]bool{}
	for _, name := range g.files {
		used[name] = true
	}
	for _, each := range g.all {
		name := each.path()
		if resources[name] {
			continue
		}
		if kustomization, _ := kustomizationIn(files, name); kustomization != "" && name != path.Dir(each.file) {
			return true
		}
		used[name] = true
	}
	for name := range used {
		if bytes.Contains(files[name], []byte("metadata/annotations")) || bytes.Contains(files[name], []byte("metadata.annotations")) {
			return true
		}
	}
	return false
}
