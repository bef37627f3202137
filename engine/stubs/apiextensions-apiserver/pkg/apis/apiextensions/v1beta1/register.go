// Package v1beta1 stands in for the types of CustomResourceDefinition, whose API versions are in the list of the client-go stub.
package v1beta1

// AddToScheme has nothing to add.
func AddToScheme(any) error { return nil }
