// Package errors stands in for apimachinery's: without a cluster there are no answers that say "not found".
package errors

// IsNotFound is always false.
func IsNotFound(error) bool { return false }
