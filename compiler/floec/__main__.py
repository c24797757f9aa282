"""``python -m floec``."""

import sys

from floec.cli import main

sys.exit(main())
