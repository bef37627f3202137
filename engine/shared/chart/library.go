package chart

import "os"

// Library is one major version of Helm.
type Library interface {
	// ParseValues reads a values file.
	ParseValues(content []byte) (map[string]any, error)
	// Set merges one expression of the --set family into values.
	Set(kind SetKind, expression string, values map[string]any, readFile func(string) ([]byte, error)) error
	// IgnoreRules reads a .helmignore file; nil gives the default rules.
	IgnoreRules(content []byte) (IgnoreRules, error)
	// MaxFileSize is the largest file the library loads from a folder, in bytes; 0 when only the sum is bounded.
	MaxFileSize() int
	// Load reads a chart from the files that are not ignored.
	Load(files []File) (Chart, error)
}

// SetKind is a flag of the --set family.
type SetKind string

// The family in the order in which Helm applies it.
const (
	SetJSON    SetKind = "--set-json"
	SetPlain   SetKind = "--set"
	SetString  SetKind = "--set-string"
	SetFile    SetKind = "--set-file"
	SetLiteral SetKind = "--set-literal"
)

// IgnoreRules are the rules of a .helmignore file.
type IgnoreRules interface {
	Ignore(path string, info os.FileInfo) bool
}

// File is a file of a chart, its path relative to the chart's root.
type File struct {
	Path    string
	Content []byte
}

// Chart is a loaded chart with its dependencies.
type Chart interface {
	Name() string
	// Type is the chart's type as written: "", application or library.
	Type() string
	// MissingDependencies lists the dependencies named in Chart.yaml that charts/ does not hold.
	MissingDependencies() []string
	// Prepare enables, disables and renames dependencies, imports their values, and checks the values.
	Prepare(values map[string]any, release Release) error
	// Render executes the templates and returns their output by full template name.
	Render() (map[string]string, error)
	// Sort splits the output into documents in the order of printing, hooks last.
	Sort(files map[string]string) (manifests, hooks []Manifest, err error)
	// CRDs are the files below crds/ of the chart and its dependencies.
	CRDs() []Manifest
	// Parts lists this chart and all its dependencies.
	Parts() []Part
}

// Part is a chart or subchart, for tracing a template name back to a file.
type Part struct {
	// FullPath is the prefix of its template names: name, then charts/ and name of each dependency on the way.
	FullPath string
	Name     string
	Version  string
	// Files are its templates and other files, paths relative to the part.
	Files []File
}

// Release is what a template sees of the release and of the cluster.
type Release struct {
	Name        string
	Namespace   string
	Kubernetes  string
	APIVersions []string
}

// Manifest is one document that Helm prints.
type Manifest struct {
	// Path is the full template name, such as shop/templates/deployment.yaml.
	Path    string
	Content string
}
