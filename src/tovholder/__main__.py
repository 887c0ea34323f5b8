"""`python -m tovholder` is the command `tovholder`."""

import sys

from tovholder.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
