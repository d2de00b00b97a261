"""The command line as a process, as `wenxuan` and as `python -m wenxuan`.

While modules are read nobody looks for garbage among what they make, for it stays: an edit would
wait for it one twentieth longer.
"""

from __future__ import annotations

import gc

gc.disable()

from wenxuan import cli  # noqa: E402 -- the garbage first

SELDOM = 50_000
"""New objects after which garbage is looked for: trees of sources are large and have little."""


def main() -> None:
    """Settle this process, then do what its words ask for."""
    gc.freeze()  # the modules stay, and processes that are copied from this one share them
    gc.set_threshold(SELDOM)
    gc.enable()
    cli.main()


if __name__ == "__main__":
    main()
