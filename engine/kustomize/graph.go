package main

import (
	"path"
	"strings"

	"sigs.k8s.io/kustomize/api/resource"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// entry is a scalar in a kustomization file: possibly a path or address.
type entry struct {
	// file is the kustomization it stands in.
	file   string
	value  string
	line   int
	column int
}

// path is what the entry names if it is a path, relative to the repository. In generators an entry may read
// key=path.
func (e entry) path() string {
	value := e.value
	if _, after, found := strings.Cut(value, "="); found {
		value = after
	}
	return path.Join(path.Dir(e.file), value)
}

// remote gives the address of a remote base or file, "" when the entry is local.
func (e entry) remote() string {
	if strings.HasPrefix(e.value, "http://") || strings.HasPrefix(e.value, "https://") {
		return e.value
	}
	// Append recognises what kustomize would clone.
	if strings.ContainsAny(e.value, ":/") && !strings.ContainsAny(e.value, " \n") && (&resource.Origin{}).Append(e.value).Repo != "" {
		return e.value
	}
	return ""
}

// graph holds the entries of all kustomizations that a build reaches, to find the one an error is about.
type graph struct {
	root string
	// files are the kustomization files by folder, "" for a folder without one.
	files map[string]string
	// exists tells whether there is a file of that path.
	exists func(string) bool
	// loads are entries that kustomize loads as resources or components, in the order of a breadth-first walk.
	loads []entry
	// all are all scalar entries.
	all []entry
}

func newGraph(files map[string][]byte, root string) *graph {
	exists := func(name string) bool { _, ok := files[name]; return ok }
	g := &graph{root: root, files: map[string]string{}, exists: exists}
	queue := []string{path.Clean(root)}
	for len(queue) > 0 {
		folder := queue[0]
		queue = queue[1:]
		if _, seen := g.files[folder]; seen {
			continue
		}
		name, content := kustomizationIn(files, folder)
		g.files[folder] = name
		var document yaml.Node
		if name == "" || yaml.Unmarshal(content, &document) != nil || len(document.Content) != 1 {
			continue
		}
		top := document.Content[0]
		g.all = append(g.all, scalars(top, name)...)
		for _, key := range []string{"resources", "components", "bases"} {
			list := field(top, key)
			if list == nil {
				continue
			}
			for _, load := range scalars(list, name) {
				g.loads = append(g.loads, load)
				if load.remote() == "" {
					queue = append(queue, load.path())
				}
			}
		}
	}
	return g
}

func scalars(node *yaml.Node, file string) []entry {
	if node.Kind == yaml.ScalarNode {
		return []entry{{file, node.Value, node.Line, node.Column}}
	}
	var found []entry
	for _, child := range node.Content {
		found = append(found, scalars(child, file)...)
	}
	return found
}
