// Package discovery stands in for client-go's: rendering never connects to a cluster.
package discovery

import (
	"errors"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"k8s.io/client-go/rest"
)

// Client would ask a cluster for its resources.
type Client struct{}

// ResourceList is what a cluster offers of one API version.
type ResourceList struct{ APIResources []metav1.APIResource }

// NewDiscoveryClientForConfig always fails.
func NewDiscoveryClientForConfig(*rest.Config) (*Client, error) {
	return nil, errors.New("there is no cluster to connect to")
}

// ServerResourcesForGroupVersion always fails.
func (*Client) ServerResourcesForGroupVersion(string) (*ResourceList, error) {
	return nil, errors.New("there is no cluster to connect to")
}
