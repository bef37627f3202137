package chart

import (
	"regexp"
	"strconv"
	"strings"

	"kubeproof/engine/shared/abi"
)

// The texts below are Helm's own (pkg/chart/v2/loader/load.go, pkg/engine/engine.go, pkg/release/v1/util,
// pkg/chart/common/util/jsonschema.go) and the same in versions 3 and 4 unless said.
var (
	loadingFile  = regexp.MustCompile(`cannot load ((?:Chart|values|requirements)\.(?:yaml|lock)|requirements\.lock)`)
	yamlLineText = regexp.MustCompile(`(?:yaml: |\n  )line (\d+)(?:,|:)`)
	position     = regexp.MustCompile(`([^\s():"<>]+/[^\s():"<>]+):(\d+)(?::(\d+))?`)
	brokenOutput = regexp.MustCompile(`YAML parse error on ([^\s:]+): `)
)

// yamlLine finds the line in a YAML parser's message, 0 when it has none.
func yamlLine(message string) int {
	match := yamlLineText.FindStringSubmatch(message)
	if match == nil {
		return 0
	}
	line, _ := strconv.Atoi(match[1])
	return line
}

func loadError(err error) *abi.Error {
	failure := &abi.Error{Code: "chart-invalid", Message: err.Error()}
	// Only the chart's own file: the path of a dependency's file is not in the message.
	if strings.Contains(failure.Message, "error unpacking") {
		return failure
	}
	failure.File = "Chart.yaml"
	if match := loadingFile.FindStringSubmatch(failure.Message); match != nil {
		failure.File = match[1]
		failure.Line = yamlLine(failure.Message)
		if match[1] == "values.yaml" {
			failure.Code = "values-invalid"
		}
	}
	return failure
}

func prepareError(err error) *abi.Error {
	failure := &abi.Error{Code: "values-invalid", Message: strings.TrimSpace(err.Error())}
	switch text := failure.Message; {
	case strings.Contains(text, "values don't meet the specifications of the schema(s)"):
		failure.Code = "values-schema"
	case strings.Contains(text, "chart requires kubeVersion"):
		failure.Code, failure.File = "kubernetes-version", "Chart.yaml"
	case strings.Contains(text, "invalid kube version"):
		failure.Code = "kubernetes-version"
	}
	return failure
}

// templateError finds the innermost position that Helm names: the expression that failed, not the templates that
// led there. They stay in the message.
func templateError(err error, origins *origins) *abi.Error {
	failure := &abi.Error{Code: "template-failed", Message: err.Error()}
	if strings.HasPrefix(failure.Message, "parse error") {
		failure.Code = "template-invalid"
	}
	for _, match := range position.FindAllStringSubmatch(failure.Message, -1) {
		file := origins.file(match[1])
		if file == "" {
			continue
		}
		failure.File, failure.Line, failure.Column = file, 0, 0
		if unpacked(file) {
			failure.Line, _ = strconv.Atoi(match[2])
			failure.Column, _ = strconv.Atoi(match[3])
		}
	}
	if failure.Column > 0 {
		failure.Column++ // text/template counts bytes from 0
	}
	return failure
}

// documentError is about rendered text, so a line in it is not a line of the template.
func documentError(err error, origins *origins) *abi.Error {
	failure := &abi.Error{Code: "yaml-invalid", Message: err.Error()}
	if match := brokenOutput.FindStringSubmatch(failure.Message); match != nil {
		failure.File = origins.file(match[1])
	}
	return failure
}
