// Command helm3 is Helm 3's template engine as a WebAssembly reactor.
package main

import "kubeproof/engine/shared/chart"

func init() { chart.Serve(library{}) }

// main never runs: the host calls the exported functions of package abi.
func main() {}
