// Package v1 stands in for apimachinery's: the parameters of requests to a cluster that are never sent.
package v1

// GetOptions would refine a read.
type GetOptions struct{}

// ListOptions would refine a list.
type ListOptions struct{}

// APIResource describes a resource of a cluster.
type APIResource struct {
	Name       string
	Group      string
	Version    string
	Kind       string
	Namespaced bool
}
