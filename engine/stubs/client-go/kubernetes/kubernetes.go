// Package kubernetes stands in for client-go's: Helm only imports it to have the module in its build information.
package kubernetes
