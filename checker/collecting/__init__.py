"""``collect``: the manifests of many repositories as one dated file. The only wing that may use a network, by git."""
