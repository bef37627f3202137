// Package tls stands in for Go's: an engine has no network.
package tls

// Config would configure a connection.
type Config struct{}
