"""`python -m wenxuan` runs the command line."""

from __future__ import annotations

from wenxuan.cli import main

if __name__ == "__main__":
    main()
