package chart

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path"
	"sort"
	"strings"
	"time"
)

var byteOrderMark = []byte{0xEF, 0xBB, 0xBF}

// visibleFiles gives the files that Helm would load from a folder, in the order of its walk: .helmignore is
// applied to folders first, contents after, and byte order marks are removed.
func visibleFiles(library Library, request *Request) ([]File, error) {
	files := make([]File, 0, len(request.Files))
	var ignore []byte
	for _, file := range request.Files {
		content := request.blob(file.Blob)
		if file.Path == ".helmignore" {
			ignore = append([]byte{}, content...)
		}
		files = append(files, File{file.Path, content})
	}
	rules, err := library.IgnoreRules(ignore)
	if err != nil {
		return nil, fmt.Errorf(".helmignore: %w", err)
	}
	sort.Slice(files, func(i, j int) bool { return walksBefore(files[i].Path, files[j].Path) })

	folders := map[string]bool{".": false}
	var ignored func(folder string) bool
	ignored = func(folder string) bool {
		known, ok := folders[folder]
		if !ok {
			known = ignored(path.Dir(folder)) || rules.Ignore(folder, info{path.Base(folder), true})
			folders[folder] = known
		}
		return known
	}
	visible := files[:0]
	for _, file := range files {
		if ignored(path.Dir(file.Path)) || rules.Ignore(file.Path, info{path.Base(file.Path), false}) {
			continue
		}
		if limit := library.MaxFileSize(); limit > 0 && len(file.Content) > limit {
			return nil, fmt.Errorf("chart file %q is larger than the maximum file size %d", file.Path, limit)
		}
		visible = append(visible, File{file.Path, bytes.TrimPrefix(file.Content, byteOrderMark)})
	}
	return visible, nil
}

// walksBefore orders paths as a walk does that reads each folder sorted by name.
func walksBefore(a, b string) bool {
	as, bs := strings.Split(a, "/"), strings.Split(b, "/")
	for i := 0; i < len(as) && i < len(bs); i++ {
		if as[i] != bs[i] {
			return as[i] < bs[i]
		}
	}
	return len(as) < len(bs)
}

// info is what the ignore rules ask about a file or folder.
type info struct {
	name   string
	folder bool
}

var _ os.FileInfo = info{}

func (i info) Name() string       { return i.name }
func (i info) Size() int64        { return 0 }
func (i info) ModTime() time.Time { return time.Time{} }
func (i info) IsDir() bool        { return i.folder }
func (i info) Sys() any           { return nil }
func (i info) Mode() fs.FileMode {
	if i.folder {
		return fs.ModeDir | 0o755
	}
	return 0o644
}
