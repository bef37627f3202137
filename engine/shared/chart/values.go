package chart

import (
	"fmt"

	"kubeproof/engine/shared/abi"
)

// mergeValues merges the values files in order, then the --set family in Helm's fixed order.
func mergeValues(library Library, request *Request) (map[string]any, *abi.Error) {
	values := map[string]any{}
	for _, file := range request.Values {
		parsed, err := library.ParseValues(request.blob(file.Blob))
		if err != nil {
			return nil, &abi.Error{
				Code: "values-invalid", Message: fmt.Sprintf("failed to parse %s: %v", file.Path, err),
				File: file.Path, Line: yamlLine(err.Error()), Names: []string{file.Path},
			}
		}
		values = mergeMaps(values, parsed)
	}
	readFile := func(name string) ([]byte, error) {
		for _, file := range request.SetFiles {
			if file.Path == name {
				return request.blob(file.Blob), nil
			}
		}
		return nil, fmt.Errorf("open %s: no such file", name)
	}
	family := []struct {
		kind        SetKind
		expressions []string
	}{
		{SetJSON, request.SetJSON},
		{SetPlain, request.Set},
		{SetString, request.SetString},
		{SetFile, request.SetFile},
		{SetLiteral, request.SetLiteral},
	}
	for _, group := range family {
		for _, expression := range group.expressions {
			if err := library.Set(group.kind, expression, values, readFile); err != nil {
				return nil, &abi.Error{
					Code:    "values-invalid",
					Message: fmt.Sprintf("failed parsing %s data %q: %v", group.kind, expression, err),
				}
			}
		}
	}
	return values, nil
}

// mergeMaps gives a new map with over's entries on top of under's; maps in both are merged, all else is replaced.
func mergeMaps(under, over map[string]any) map[string]any {
	merged := make(map[string]any, len(under)+len(over))
	for key, value := range under {
		merged[key] = value
	}
	for key, value := range over {
		if upper, ok := value.(map[string]any); ok {
			if lower, ok := merged[key].(map[string]any); ok {
				merged[key] = mergeMaps(lower, upper)
				continue
			}
		}
		merged[key] = value
	}
	return merged
}
