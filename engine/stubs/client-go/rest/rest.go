// Package rest stands in for client-go's: rendering never connects to a cluster.
package rest

// Config would say how to reach a cluster.
type Config struct{}
