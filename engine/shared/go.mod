module kubeproof/engine/shared

go 1.26.0
