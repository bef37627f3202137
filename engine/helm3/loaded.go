package main

import (
	"fmt"
	"sort"

	chartv3 "helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"
	"helm.sh/helm/v3/pkg/releaseutil"

	"kubeproof/engine/shared/chart"
)

// loaded is a chart on its way through Helm 3.
type loaded struct {
	root   *chartv3.Chart
	values chartutil.Values
}

// sortDependencies gives the dependencies an order; Helm loads them in that of a Go map, which is random.
func sortDependencies(root *chartv3.Chart) {
	dependencies := root.Dependencies()
	for _, dependency := range dependencies {
		sortDependencies(dependency)
	}
	sort.SliceStable(dependencies, func(i, j int) bool {
		a, b := dependencies[i].Metadata, dependencies[j].Metadata
		if a.Name != b.Name {
			return a.Name < b.Name
		}
		return a.Version < b.Version
	})
	root.SetDependencies(dependencies...)
}

func (c *loaded) Name() string { return c.root.Name() }

func (c *loaded) Type() string { return c.root.Metadata.Type }

func (c *loaded) MissingDependencies() []string {
	present := map[string]bool{}
	for _, dependency := range c.root.Dependencies() {
		present[dependency.Name()] = true
	}
	var missing []string
	for _, wanted := range c.root.Metadata.Dependencies {
		if !present[wanted.Name] {
			missing = append(missing, wanted.Name)
		}
	}
	return missing
}

func (c *loaded) Prepare(values map[string]any, release chart.Release) error {
	capabilities := chartutil.DefaultCapabilities.Copy()
	if release.Kubernetes != "" {
		version, err := chartutil.ParseKubeVersion(release.Kubernetes)
		if err != nil {
			return fmt.Errorf("invalid kube version '%s': %w", release.Kubernetes, err)
		}
		capabilities.KubeVersion = *version
	}
	known := capabilities.APIVersions
	capabilities.APIVersions = append(known[:len(known):len(known)], release.APIVersions...)

	if err := chartutil.ProcessDependenciesWithMerge(c.root, values); err != nil {
		return err
	}
	options := chartutil.ReleaseOptions{Name: release.Name, Namespace: release.Namespace, Revision: 1, IsInstall: true}
	rendered, err := chartutil.ToRenderValuesWithSchemaValidation(c.root, values, options, capabilities, false)
	if err != nil {
		return err
	}
	if wanted := c.root.Metadata.KubeVersion; wanted != "" && !chartutil.IsCompatibleRange(wanted, capabilities.KubeVersion.String()) {
		return fmt.Errorf("chart requires kubeVersion: %s which is incompatible with Kubernetes %s", wanted, capabilities.KubeVersion.String())
	}
	c.values = rendered
	return nil
}

func (c *loaded) Render() (map[string]string, error) { return engine.Render(c.root, c.values) }

func (c *loaded) Sort(files map[string]string) (manifests, hooks []chart.Manifest, err error) {
	sortedHooks, sorted, err := releaseutil.SortManifests(files, nil, releaseutil.InstallOrder)
	if err != nil {
		return nil, nil, err
	}
	for _, manifest := range sorted {
		manifests = append(manifests, chart.Manifest{Path: manifest.Name, Content: manifest.Content})
	}
	for _, hook := range sortedHooks {
		hooks = append(hooks, chart.Manifest{Path: hook.Path, Content: hook.Manifest})
	}
	return manifests, hooks, nil
}

func (c *loaded) CRDs() []chart.Manifest {
	var crds []chart.Manifest
	for _, crd := range c.root.CRDObjects() {
		crds = append(crds, chart.Manifest{Path: crd.Filename, Content: string(crd.File.Data)})
	}
	return crds
}

func (c *loaded) Parts() []chart.Part { return parts(c.root) }

func parts(root *chartv3.Chart) []chart.Part {
	part := chart.Part{FullPath: root.ChartFullPath(), Name: root.Name(), Version: root.Metadata.Version}
	for _, files := range [][]*chartv3.File{root.Templates, root.Files} {
		for _, file := range files {
			part.Files = append(part.Files, chart.File{Path: file.Name, Content: file.Data})
		}
	}
	all := []chart.Part{part}
	for _, dependency := range root.Dependencies() {
		all = append(all, parts(dependency)...)
	}
	return all
}
