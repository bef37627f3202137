// Package runtime stands in for apimachinery's: Helm's release type names Object, and rendering makes none.
package runtime

// Object would be an API object.
type Object interface{}
