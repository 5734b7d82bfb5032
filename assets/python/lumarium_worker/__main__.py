"""`python -m lumarium_worker` serves one plugin; `--template` serves a host that wants forks."""

import sys

if __name__ == "__main__":
    if "--template" in sys.argv[1:]:
        from lumarium_worker.template import main
    else:
        from lumarium_worker.worker import main
    sys.exit(main())
