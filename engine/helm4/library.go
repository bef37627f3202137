package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"helm.sh/helm/v4/pkg/chart/loader/archive"
	chartv2 "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	"helm.sh/helm/v4/pkg/ignore"
	"helm.sh/helm/v4/pkg/strvals"
	"sigs.k8s.io/yaml"

	"kubeproof/engine/shared/chart"
)

// library is Helm 4 behind the interface that both versions share.
type library struct{}

func (library) ParseValues(content []byte) (map[string]any, error) {
	return loader.LoadValues(bytes.NewReader(content))
}

func (library) Set(kind chart.SetKind, expression string, values map[string]any, readFile func(string) ([]byte, error)) error {
	switch kind {
	case chart.SetJSON:
		return setJSON(expression, values)
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

// setJSON takes a whole object or key=JSON, as pkg/cli/values does.
func setJSON(expression string, values map[string]any) error {
	trimmed := strings.TrimSpace(expression)
	if !strings.HasPrefix(trimmed, "{") {
		return strvals.ParseJSON(expression, values)
	}
	var object map[string]any
	if err := json.Unmarshal([]byte(trimmed), &object); err != nil {
		return err
	}
	for key, value := range loader.MergeMaps(values, object) {
		values[key] = value
	}
	return nil
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

func (library) MaxFileSize() int { return 0 }

func (library) Load(files []chart.File) (chart.Chart, error) {
	buffered := make([]*archive.BufferedFile, len(files))
	size := int64(0)
	for i, file := range files {
		buffered[i] = &archive.BufferedFile{Name: file.Path, Data: file.Content}
		if size += int64(len(file.Content)); size > archive.MaxDecompressedChartSize {
			return nil, fmt.Errorf("chart exceeds maximum decompressed size of %d bytes", archive.MaxDecompressedChartSize)
		}
		if file.Path == "Chart.yaml" {
			if err := checkAPIVersion(file.Content); err != nil {
				return nil, err
			}
		}
	}
	root, err := loader.LoadFiles(buffered)
	if err != nil {
		return nil, err
	}
	sortDependencies(root)
	return &loaded{root: root}, nil
}

// checkAPIVersion refuses what `helm template` refuses: version 3 charts are still behind a gate in Helm 4.
func checkAPIVersion(content []byte) error {
	var base struct {
		APIVersion string `json:"apiVersion"`
	}
	if err := yaml.Unmarshal(content, &base); err != nil {
		return fmt.Errorf("cannot load Chart.yaml: %w", err)
	}
	switch base.APIVersion {
	case "", chartv2.APIVersionV1, chartv2.APIVersionV2:
		return nil
	case "v3":
		return errors.New("invalid chart apiVersion")
	}
	return errors.New("unsupported chart version")
}
