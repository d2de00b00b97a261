"""The command line, as `wenxuan` and as `python -m wenxuan`.

While modules are read nobody looks for garbage among what they make, for it stays: an edit would
wait for it one twentieth longer.
"""

from __future__ import annotations

import gc

gc.disable()

from wenxuan.cli import main  # noqa: E402 -- the garbage first

if __name__ == "__main__":
    main()
