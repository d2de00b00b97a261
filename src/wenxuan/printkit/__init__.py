"""The print kit: what a printing house gets, made from finished pages.

PDF/X-4 interior, preflight, cover, booklet, offprints, hand-off; `kit.Order` brings them together.
"""
