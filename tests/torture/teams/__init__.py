"""The same torture with Teams on the other side, which cannot be asked what stands in it: people and evidence settle that."""
