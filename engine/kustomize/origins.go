package main

import (
	"path"
	"slices"

	"sigs.k8s.io/kustomize/api/konfig"
	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// tracedFiles are files whose top kustomization asks for origin annotations.
type tracedFiles struct {
	files map[string][]byte
	// asked tells that the author had asked for them too.
	asked bool
}

// withOrigins turns on buildMetadata originAnnotations in the kustomization to build; kustomize hands the setting
// down to all others. It gives nil when that file cannot be edited, and then the build will say why.
func withOrigins(files map[string][]byte, root string) *tracedFiles {
	name, content := kustomizationIn(files, root)
	if name == "" {
		return nil
	}
	var document yaml.Node
	if err := yaml.Unmarshal(content, &document); err != nil || len(document.Content) != 1 {
		return nil
	}
	top := document.Content[0]
	if top.Kind != yaml.MappingNode {
		return nil
	}
	option := &yaml.Node{Kind: yaml.ScalarNode, Value: types.OriginAnnotations}
	metadata := field(top, "buildMetadata")
	switch {
	case metadata == nil:
		key := &yaml.Node{Kind: yaml.ScalarNode, Value: "buildMetadata"}
		top.Content = append(top.Content, key, &yaml.Node{Kind: yaml.SequenceNode, Content: []*yaml.Node{option}})
	case metadata.Kind != yaml.SequenceNode:
		return nil
	case slices.ContainsFunc(metadata.Content, func(node *yaml.Node) bool { return node.Value == option.Value }):
		return &tracedFiles{files, true}
	default:
		metadata.Content = append(metadata.Content, option)
	}
	edited, err := yaml.Marshal(&document)
	if err != nil {
		return nil
	}
	traced := make(map[string][]byte, len(files))
	for each, content := range files {
		traced[each] = content
	}
	traced[name] = edited
	return &tracedFiles{traced, false}
}

// kustomizationIn finds the kustomization file of a folder; "" when there is none.
func kustomizationIn(files map[string][]byte, folder string) (name string, content []byte) {
	for _, each := range konfig.RecognizedKustomizationFileNames() {
		if content, ok := files[path.Join(folder, each)]; ok {
			return path.Join(folder, each), content
		}
	}
	return "", nil
}

// field gives the value of a mapping's key, nil when it has none.
func field(mapping *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return mapping.Content[i+1]
		}
	}
	return nil
}
