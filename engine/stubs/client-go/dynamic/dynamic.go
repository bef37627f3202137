// Package dynamic stands in for client-go's: rendering never connects to a cluster.
package dynamic

import (
	"context"
	"errors"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"k8s.io/client-go/rest"
)

// Content is an object or list read from a cluster.
type Content interface {
	UnstructuredContent() map[string]any
}

// ResourceInterface reads the objects of one resource.
type ResourceInterface interface {
	Get(ctx context.Context, name string, options metav1.GetOptions, subresources ...string) (Content, error)
	List(ctx context.Context, options metav1.ListOptions) (Content, error)
}

// NamespaceableResourceInterface reads the objects of one resource, in a namespace or in all.
type NamespaceableResourceInterface interface {
	Namespace(name string) ResourceInterface
	ResourceInterface
}

// Interface gives access to any resource.
type Interface interface {
	Resource(resource schema.GroupVersionResource) NamespaceableResourceInterface
}

// NewForConfig always fails.
func NewForConfig(*rest.Config) (Interface, error) {
	return nil, errors.New("there is no cluster to connect to")
}
