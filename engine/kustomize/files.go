package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"sigs.k8s.io/kustomize/kyaml/filesys"
)

// tree is a read-only file system over files in memory, by path relative to mount. Kustomize has one of its own
// (filesys.MakeFsInMemory), but that refuses names which are legal on disk, such as release-1.21+.
type tree struct {
	files map[string][]byte
	// folders holds the sorted names in every folder, by path; the mount is ".".
	folders map[string][]string
}

var _ filesys.FileSystem = (*tree)(nil)

var errReadOnly = errors.New("the repository is read-only")

func newTree(files map[string][]byte) *tree {
	t := &tree{files: files, folders: map[string][]string{".": nil}}
	listed := map[string]bool{".": true}
	for name := range files {
		for child := path.Clean(name); !listed[child]; child = path.Dir(child) {
			listed[child] = true
			t.folders[path.Dir(child)] = append(t.folders[path.Dir(child)], path.Base(child))
		}
	}
	for _, names := range t.folders {
		slices.Sort(names)
	}
	return t
}

// relative gives the path below the mount; false for anything outside.
func relative(name string) (string, bool) {
	if !path.IsAbs(name) {
		name = path.Join(mount, name)
	}
	name = path.Clean(name)
	if name == mount {
		return ".", true
	}
	return strings.CutPrefix(name, mount+"/")
}

func missing(name string) error { return fmt.Errorf("'%s' doesn't exist", name) }

func (t *tree) file(name string) ([]byte, bool) {
	below, ok := relative(name)
	if !ok {
		return nil, false
	}
	content, ok := t.files[below]
	return content, ok
}

func (t *tree) folder(name string) ([]string, bool) {
	below, ok := relative(name)
	if !ok {
		return nil, false
	}
	names, ok := t.folders[below]
	return names, ok
}

func (t *tree) IsDir(name string) bool {
	_, ok := t.folder(name)
	return ok
}

func (t *tree) Exists(name string) bool {
	_, ok := t.file(name)
	return ok || t.IsDir(name)
}

func (t *tree) ReadFile(name string) ([]byte, error) {
	content, ok := t.file(name)
	if !ok {
		return nil, missing(name)
	}
	return content, nil
}

func (t *tree) ReadDir(name string) ([]string, error) {
	names, ok := t.folder(name)
	if !ok {
		return nil, missing(name)
	}
	return names, nil
}

func (t *tree) CleanedAbs(name string) (filesys.ConfirmedDir, string, error) {
	below, ok := relative(name)
	if ok && t.IsDir(name) {
		return filesys.ConfirmedDir(path.Join(mount, below)), "", nil
	}
	if _, isFile := t.file(name); !isFile {
		return "", "", missing(name)
	}
	absolute := path.Join(mount, below)
	return filesys.ConfirmedDir(path.Dir(absolute)), path.Base(absolute), nil
}

func (t *tree) Glob(pattern string) ([]string, error) {
	var found []string
	for name := range t.files {
		absolute := path.Join(mount, name)
		matches, err := filepath.Match(pattern, absolute)
		if err != nil {
			return nil, err
		}
		if matches {
			found = append(found, absolute)
		}
	}
	slices.Sort(found)
	return found, nil
}

func (t *tree) Walk(name string, visit filepath.WalkFunc) error {
	err := t.walk(name, visit)
	if errors.Is(err, filepath.SkipDir) || errors.Is(err, filepath.SkipAll) {
		return nil
	}
	return err
}

func (t *tree) walk(name string, visit filepath.WalkFunc) error {
	if !t.Exists(name) {
		return visit(name, nil, missing(name))
	}
	names, isFolder := t.folder(name)
	err := visit(name, t.info(name), nil)
	if !isFolder || err != nil {
		if isFolder && errors.Is(err, filepath.SkipDir) {
			return nil
		}
		return err
	}
	for _, child := range names {
		if err := t.walk(path.Join(name, child), visit); err != nil {
			if errors.Is(err, filepath.SkipDir) {
				return nil
			}
			return err
		}
	}
	return nil
}

func (t *tree) Open(name string) (filesys.File, error) {
	content, ok := t.file(name)
	if !ok {
		return nil, missing(name)
	}
	return &opened{Reader: bytes.NewReader(content), info: t.info(name)}, nil
}

func (*tree) Create(string) (filesys.File, error) { return nil, errReadOnly }
func (*tree) Mkdir(string) error                  { return errReadOnly }
func (*tree) MkdirAll(string) error               { return errReadOnly }
func (*tree) RemoveAll(string) error              { return errReadOnly }
func (*tree) WriteFile(string, []byte) error      { return errReadOnly }
func (t *tree) info(name string) os.FileInfo {
	content, _ := t.file(name)
	return info{path.Base(name), int64(len(content)), t.IsDir(name)}
}

// opened is a file that is read.
type opened struct {
	*bytes.Reader
	info os.FileInfo
}

func (*opened) Close() error                 { return nil }
func (*opened) Write([]byte) (int, error)    { return 0, errReadOnly }
func (o *opened) Stat() (os.FileInfo, error) { return o.info, nil }

// info describes a file or folder.
type info struct {
	name   string
	size   int64
	folder bool
}

func (i info) Name() string       { return i.name }
func (i info) Size() int64        { return i.size }
func (i info) ModTime() time.Time { return time.Time{} }
func (i info) IsDir() bool        { return i.folder }
func (i info) Sys() any           { return nil }
func (i info) Mode() fs.FileMode {
	if i.folder {
		return fs.ModeDir | 0o755
	}
	return 0o644
}
