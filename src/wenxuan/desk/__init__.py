"""The editor's desk: rules of house style, a normalizer that loses nothing."""
