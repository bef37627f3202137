package main

import (
	"bytes"
	"fmt"

	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/ignore"
	"helm.sh/helm/v3/pkg/strvals"
	"sigs.k8s.io/yaml"

	"kubeproof/engine/shared/chart"
)

// library is Helm 3 behind the interface that both versions share.
type library struct{}

func (library) ParseValues(content []byte) (map[string]any, error) {
	values := map[string]any{}
	return values, yaml.Unmarshal(content, &values)
}

func (library) Set(kind chart.SetKind, expression string, values map[string]any, readFile func(string) ([]byte, error)) error {
	switch kind {
	case chart.SetJSON:
		return strvals.ParseJSON(expression, values)
	case chart.SetPlain:
		return strvals.ParseInto(expression, values)
	case chart.SetString:
		return strvals.ParseIntoString(expression, values)
	case chart.SetFile:
		return strvals.ParseIntoFile(expression, values, func(name []rune) (any, error) {
			content, err := readFile(string(name))
			return string(content), err
		})
	case chart.SetLiteral:
		return strvals.ParseLiteralInto(expression, values)
	}
	return fmt.Errorf("unknown flag %s", kind)
}

func (library) IgnoreRules(content []byte) (chart.IgnoreRules, error) {
	rules := ignore.Empty()
	if content != nil {
		parsed, err := ignore.Parse(bytes.NewReader(content))
		if err != nil {
			return nil, err
		}
		rules = parsed
	}
	rules.AddDefaults()
	return rules, nil
}

func (library) MaxFileSize() int { return int(loader.MaxDecompressedFileSize) }

func (library) Load(files []chart.File) (chart.Chart, error) {
	buffered := make([]*loader.BufferedFile, len(files))
	for i, file := range files {
		buffered[i] = &loader.BufferedFile{Name: file.Path, Data: file.Content}
	}
	root, err := loader.LoadFiles(buffered)
	if err != nil {
		return nil, err
	}
	sortDependencies(root)
	return &loaded{root: root}, nil
}
