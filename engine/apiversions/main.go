// Command apiversions prints the API versions that `helm template` knows: those of client-go's scheme and of
// apiextensions, sorted. The stub of client-go holds this list, and the engine check compares the two.
package main

import (
	"fmt"
	"sort"

	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	apiextensionsv1beta1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1beta1"
	"k8s.io/client-go/kubernetes/scheme"
)

func main() {
	_ = apiextensionsv1beta1.AddToScheme(scheme.Scheme)
	_ = apiextensionsv1.AddToScheme(scheme.Scheme)
	var names []string
	for _, version := range scheme.Scheme.PrioritizedVersionsAllGroups() {
		names = append(names, version.String())
	}
	sort.Strings(names)
	for _, name := range names {
		fmt.Println(name)
	}
}
