package chart

import (
	"path"
	"strings"
	"unsafe"
)

// origins traces a template's full name back to the input file it was loaded from.
//
// The two differ: a name is built from the names of charts (or the aliases of dependencies), a path from folders,
// and a packed dependency has one file for all its templates.
type origins struct{ byName map[string]string }

func newOrigins(chart Chart, files []File) *origins {
	// Helm's loader hands contents on without copying them, so a content's address identifies the input file.
	paths := make(map[*byte]string, len(files))
	var packed []string
	for _, file := range files {
		if len(file.Content) > 0 {
			paths[unsafe.SliceData(file.Content)] = file.Path
		}
		if strings.HasPrefix(file.Path, "charts/") && path.Ext(file.Path) == ".tgz" {
			packed = append(packed, file.Path)
		}
	}
	byName := map[string]string{}
	for _, part := range chart.Parts() {
		for _, file := range part.Files {
			if len(file.Content) == 0 {
				continue
			}
			origin, ok := paths[unsafe.SliceData(file.Content)]
			if !ok {
				origin = packedOrigin(part, packed)
			}
			if origin != "" {
				byName[path.Join(part.FullPath, file.Path)] = origin
			}
		}
	}
	return &origins{byName}
}

// packedOrigin gives the archive a part was unpacked from: the one named as `helm package` names it, or the only one.
func packedOrigin(part Part, packed []string) string {
	for _, archive := range packed {
		if path.Base(archive) == part.Name+"-"+part.Version+".tgz" {
			return archive
		}
	}
	for _, archive := range packed {
		if strings.HasPrefix(path.Base(archive), part.Name+"-") {
			return archive
		}
	}
	if len(packed) == 1 {
		return packed[0]
	}
	return ""
}

// file gives the path of the input file behind a full template name, or "".
func (o *origins) file(name string) string { return o.byName[name] }

// unpacked tells whether lines of the template are lines of that file.
func unpacked(file string) bool { return path.Ext(file) != ".tgz" }
