"""Files that are whole or not there."""

import os
import tempfile


def write_whole(path, write, mode=0o644):
    """Calls `write(temporary path)` and puts the result at `path` in one step; what fails leaves `path` as it was."""
    path = str(path)
    folder = os.path.dirname(path) or "."
    os.makedirs(folder, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=".part-", dir=folder)
    os.close(handle)
    try:
        write(temporary)
        os.chmod(temporary, mode)
        os.replace(temporary, path)
    except BaseException:
        try:
            os.unlink(temporary)
        except OSError:
            pass  # it never came to be
        raise
