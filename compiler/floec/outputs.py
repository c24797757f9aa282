"""The output folder: written wholly or not at all, compared, or found to be fresh.

The new folder is staged beside the old one (unchanged files are linked, so that they keep their times) and the two are
exchanged by one system call; a build that is killed leaves the folder wholly old or wholly new.  A lock on the parent folder makes
concurrent builds follow one another.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import time
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from floec import __version__, faults
from floec.artifact import Artifact
from floec.diagnostics import Diagnostic, quoted
from floec.source import Source

CONTRACT = "artifacts.json"
LOCK_SECONDS = 30.0


class Refused(Exception):
    """The folder cannot be written; ``diagnostic`` says why.  It holds what it held before."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


class Changes(NamedTuple):
    """How a bundle differs from a folder: paths that are new, changed, gone; sorted."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def is_fresh(folder: str, inputs: Mapping[str, str], environment: str | None, newest: float) -> bool:
    """Whether the folder is exactly what a build from these inputs would write.

    ``inputs`` are the digests of everything that would be read.  ``newest`` is when the compiler itself last changed, in seconds
    since the epoch; 0 for an installed one, whose version says it.
    """
    try:
        if os.path.islink(folder) or os.stat(os.path.join(folder, CONTRACT)).st_mtime < newest:
            return False
        text = (read(folder, CONTRACT) or b"").decode()
        contract = _contract(text)
        if contract is None or not _is_own(text, contract):
            return False
        if (
            contract["compiler"]["version"] != __version__
            or contract["environment"] != environment
            or contract["inputs"] != inputs
        ):
            return False
        for one in contract["files"]:
            data = read(folder, one["path"])
            if data is None or hashlib.sha256(data).hexdigest() != one["sha256"]:
                return False
    except (OSError, KeyError, TypeError, ValueError):
        return False
    return True


def _contract(text: str) -> Any:
    """The contents of an artifacts.json that floec wrote; None for anything else."""
    from json import loads

    try:
        contents = loads(text)
        return contents if contents["compiler"]["name"] == "floec" else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _is_own(text: str, contract: Any) -> bool:
    """Whether nobody has edited an artifacts.json since it was written."""
    blank = text.replace(f'"digest": "{contract["digest"]}"', '"digest": ""')
    return bool(hashlib.sha256(blank.encode()).hexdigest() == contract["digest"])


def written_before(folder: str) -> frozenset[str]:
    """The paths that an earlier build wrote into a folder; one that leads outside was written by nobody of ours."""
    try:
        contract = _contract((read(folder, CONTRACT) or b"").decode())
        paths = [str(one["path"]) for one in contract["files"]] if contract else None
    except (ValueError, KeyError, TypeError):
        return frozenset()
    return frozenset() if paths is None else frozenset([CONTRACT, *filter(_is_inside, paths)])


def _is_inside(path: str) -> bool:
    return "\0" not in path and all(part not in {"", ".", ".."} for part in path.split("/"))


def check_folder(folder: str, name: str) -> None:
    """Refuse a folder that is a link, no folder, or somebody else's."""
    try:
        mode = os.lstat(folder).st_mode
    except FileNotFoundError:
        return
    except OSError as failure:
        raise Refused(_refusal(name, (failure.strerror or "it cannot be looked at").lower())) from failure
    if stat.S_ISLNK(mode):
        raise Refused(_refusal(name, "it is a symbolic link"))
    if not stat.S_ISDIR(mode):
        raise Refused(_refusal(name, "it is not a folder"))
    if os.listdir(folder) and not written_before(folder):
        raise Refused(_refusal(name, f"it is not empty, and holds no {CONTRACT} of floec"))


def _refusal(name: str, reason: str) -> Diagnostic:
    help_ = "choose another folder with `--out`, or delete this one if an earlier build made it"
    return Diagnostic(faults.OUTPUT_FOLDER, f"will not write to {quoted(name)}: {reason}", Source(name, ""), help=help_)


def changes(folder: str, files: Iterable[Artifact]) -> Changes:
    """How the files differ from what stands in the folder."""
    new = {file.path: file for file in files}
    added, changed = [], []
    for path, file in new.items():
        old = read(folder, path)
        if old is None:
            added.append(path)
        elif old != file.data:
            changed.append(path)
    removed = [path for path in written_before(folder) if path not in new and read(folder, path) is not None]
    return Changes(tuple(sorted(added)), tuple(sorted(changed)), tuple(sorted(removed)))


def read(folder: str, path: str) -> bytes | None:
    """The bytes of a file of the folder; None if there is none, or if it or a folder on the way is a link."""
    at = folder
    parts = path.split("/")
    for part in parts:
        at = os.path.join(at, part)
        if os.path.islink(at):
            return None
    try:
        with open(at, "rb") as file:
            return file.read()
    except (OSError, ValueError):  # ValueError: a NUL in the path
        return None


def difference(folder: str, files: Iterable[Artifact]) -> str:
    """What a build would change, as a unified diff."""
    from difflib import unified_diff

    new = {file.path: file.text for file in files}
    found = changes(folder, [Artifact(path, text) for path, text in new.items()])
    lines: list[str] = []
    for path in sorted({*found.added, *found.changed, *found.removed}):
        old_data = read(folder, path)
        old = (old_data or b"").decode("utf-8", "replace").splitlines(keepends=True)
        wanted = new.get(path, "").splitlines(keepends=True)
        names = ("/dev/null" if old_data is None else f"a/{path}", f"b/{path}" if path in new else "/dev/null")
        for line in unified_diff(old, wanted, *names):
            lines.append(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n")
    return "".join(lines)


def write(folder: str, name: str, files: Iterable[Artifact]) -> Changes:
    """Make the folder hold exactly these files of ours, besides what others put there; what was changed.

    Raises Refused; the folder then holds what it held before.
    """
    files = list(files)
    check_folder(folder, name)
    found = changes(folder, files)
    if not found:
        return found
    if os.path.join(os.path.realpath(os.getcwd()), "").startswith(os.path.join(os.path.realpath(folder), "")):
        raise Refused(_refusal(name, "you are standing in it, and it would be replaced under your feet"))
    parent = os.path.dirname(os.path.abspath(folder))
    try:
        os.makedirs(parent, exist_ok=True)
        lock = _locked(parent, name)
    except OSError as failure:
        raise _write_failure(name, failure) from failure
    try:
        check_folder(folder, name)
        found = changes(folder, files)
        if found:
            _replace(
                folder, os.path.join(parent, f".{os.path.basename(os.path.abspath(folder))}.floec-new"), files, found
            )
    except OSError as failure:
        raise _write_failure(name, failure) from failure
    finally:
        os.close(lock)
    return found


def _write_failure(name: str, failure: OSError) -> Refused:
    reason = (failure.strerror or "the operating system refused").lower()
    message = f"cannot write {quoted(name)}: {reason}"
    return Refused(Diagnostic(faults.OUTPUT_WRITE, message, Source(name, ""), help="nothing was changed"))


def _locked(parent: str, name: str) -> int:
    """A lock on the parent folder, held until the descriptor is closed."""
    import fcntl

    descriptor = os.open(parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    deadline = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                os.close(descriptor)
                message = (
                    f"cannot write {quoted(name)}: another build has been writing there for {LOCK_SECONDS:.0f} seconds"
                )
                raise Refused(
                    Diagnostic(faults.OUTPUT_WRITE, message, Source(name, ""), help="nothing was changed")
                ) from None
            time.sleep(0.02)
        except OSError:  # a file system without locks
            return descriptor
        else:
            return descriptor


def _replace(folder: str, stage: str, files: list[Artifact], found: Changes) -> None:
    """Stage the new folder and put it in the old one's place."""
    _remove_tree(stage)  # of a build that was killed
    try:
        os.mkdir(stage)
        exists = os.path.isdir(folder)
        if exists:
            _link_tree(folder, stage, frozenset([*found.changed, *found.removed, *_folders(files)]))
        for file in files:
            if file.path in found.added or file.path in found.changed:
                _write_file(stage, file)
        _sync_folders(stage)
        if exists:
            from floec.exchange import exchange

            exchange(stage, folder)
        else:
            os.rename(stage, folder)
        _sync(os.path.dirname(folder) or ".")
    finally:
        _remove_tree(stage)  # the old folder after an exchange, the new one after a failure


def _folders(files: Iterable[Artifact]) -> set[str]:
    """Every folder that our files stand in."""
    found: set[str] = set()
    for file in files:
        parts = file.path.split("/")
        found.update("/".join(parts[:depth]) for depth in range(1, len(parts)))
    return found


def _link_tree(source: str, target: str, without: frozenset[str], prefix: str = "") -> None:
    """The same folder again, its files linked; empty folders that only held what is left out do not come along.

    ``without`` are paths of files and of links; a link in the place of a folder of ours would lead our files out of the target.
    """
    os.chmod(target, stat.S_IMODE(os.stat(source).st_mode))
    for entry in sorted(os.scandir(source), key=lambda one: one.name):
        path = prefix + entry.name
        place = os.path.join(target, entry.name)
        if entry.is_symlink():
            if path not in without:
                os.symlink(os.readlink(entry.path), place)
        elif entry.is_dir(follow_symlinks=False):
            os.mkdir(place)
            _link_tree(entry.path, place, without, path + "/")
            if not os.listdir(place) and os.listdir(entry.path):
                os.rmdir(place)
        elif path not in without:
            _link(entry.path, place)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError as failure:
        if failure.errno not in (errno.EPERM, errno.EMLINK, errno.ENOTSUP, errno.EXDEV):
            raise
        from shutil import copy2

        copy2(source, target, follow_symlinks=False)


def _write_file(root: str, file: Artifact) -> None:
    path = os.path.join(root, *file.path.split("/"))
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if os.path.lexists(path):
        os.unlink(path)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)
    with os.fdopen(descriptor, "wb") as out:
        out.write(file.data)
        out.flush()
        os.fsync(out.fileno())


def _sync_folders(root: str) -> None:
    for path, _, _ in os.walk(root):
        _sync(path)


def _sync(folder: str) -> None:
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    except OSError:  # some file systems do not sync folders
        pass
    finally:
        os.close(descriptor)


def _remove_tree(path: str) -> None:
    if os.path.islink(path):
        os.unlink(path)
    elif os.path.isdir(path):
        from shutil import rmtree

        rmtree(path, ignore_errors=True)
