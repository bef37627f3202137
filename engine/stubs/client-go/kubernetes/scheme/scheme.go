// Package scheme stands in for client-go's: Helm asks it only which API versions exist.
package scheme

import (
	_ "embed"
	"strings"

	"k8s.io/apimachinery/pkg/runtime/schema"
)

// versions lists the group/versions of the real scheme, with those of apiextensions. engine/apiversions prints it,
// and the engine check compares.
//
//go:embed versions.txt
var versions string

// Known is a set of group/versions.
type Known struct{}

// Scheme is what the real package calls it.
var Scheme = Known{}

// PrioritizedVersionsAllGroups lists all group/versions. The real order of groups is random; this one is sorted.
func (Known) PrioritizedVersionsAllGroups() []schema.GroupVersion {
	var known []schema.GroupVersion
	for line := range strings.Lines(versions) {
		group, version, found := strings.Cut(strings.TrimSpace(line), "/")
		if !found {
			group, version = "", group
		}
		known = append(known, schema.GroupVersion{Group: group, Version: version})
	}
	return known
}
