"""What looks like a secret, and how it is kept out of everything we print.

A credential is known by its shape (a vendor's prefix), by the name of the key it stands under, or
suspected by its randomness.  Shapes are tried only when their marker occurs in a text at all, so
that a file without secrets costs a few substring searches and compiles no pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

MASK = "***"

_EDGE = r"(?<![A-Za-z0-9])"


# A vendor's credential format: what it is called, text that every instance holds, the linear pattern of the whole.
SHAPES = (
    ("an AWS access key", "AKIA", _EDGE + r"AKIA[A-Z0-9]{16}"),
    ("an AWS access key", "ASIA", _EDGE + r"ASIA[A-Z0-9]{16}"),
    ("a GitHub token", "github_pat_", r"github_pat_[A-Za-z0-9_]{20,}"),
    ("a GitHub token", "ghp_", r"ghp_[A-Za-z0-9]{30,}"),
    ("a GitHub token", "gho_", r"gho_[A-Za-z0-9]{30,}"),
    ("a GitHub token", "ghu_", r"ghu_[A-Za-z0-9]{30,}"),
    ("a GitHub token", "ghs_", r"ghs_[A-Za-z0-9]{30,}"),
    ("a GitHub token", "ghr_", r"ghr_[A-Za-z0-9]{30,}"),
    ("a GitLab token", "glpat-", r"glpat-[A-Za-z0-9_-]{16,}"),
    ("a Slack token", "xox", _EDGE + r"xox[abeoprs]-[A-Za-z0-9-]{10,}"),
    ("a Slack webhook", "hooks.slack.com/", r"hooks\.slack\.com/services/[A-Za-z0-9/]{20,}"),
    ("a JSON Web Token", "eyJ", _EDGE + r"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}"),
    ("a private key", "PRIVATE KEY", r"-----BEGIN [A-Z ]{0,20}PRIVATE KEY[A-Z ]{0,10}-----"),
    ("a Google API key", "AIza", _EDGE + r"AIza[0-9A-Za-z_-]{30,}"),
    ("a Google OAuth secret", "GOCSPX-", r"GOCSPX-[0-9A-Za-z_-]{20,}"),
    ("a Google OAuth token", "ya29.", _EDGE + r"ya29\.[0-9A-Za-z_-]{20,}"),
    ("a Stripe key", "k_live_", _EDGE + r"[sr]k_live_[0-9A-Za-z]{16,}"),
    ("a Stripe key", "k_test_", _EDGE + r"[sr]k_test_[0-9A-Za-z]{16,}"),
    ("a URL with a password", "@", r"[A-Za-z][A-Za-z0-9+.-]{1,20}://[^\s/:@]{0,64}:[^\s/@]{1,256}@"),
    ("an Azure storage key", "AccountKey=", r"AccountKey=[A-Za-z0-9+/=]{20,}"),
    ("an Azure access key", "SharedAccessKey=", r"SharedAccessKey=[A-Za-z0-9+/=]{20,}"),
    ("an Azure access signature", "sig=", r"[?&]sig=[A-Za-z0-9%+/=]{20,}"),
    ("a Databricks token", "dapi", _EDGE + r"dapi[0-9a-f]{32}"),
    ("a Snowflake token", "ver:", r"ver:[0-9]{1,3}-hint:[0-9]{1,20}-[A-Za-z0-9_=+/-]{16,}"),
    ("a Vault token", "hvs.", _EDGE + r"hvs\.[A-Za-z0-9_-]{20,}"),
    ("an npm token", "npm_", _EDGE + r"npm_[A-Za-z0-9]{30,}"),
    ("a PyPI token", "pypi-", _EDGE + r"pypi-[A-Za-z0-9_-]{40,}"),
    ("an OpenAI key", "sk-", _EDGE + r"sk-[A-Za-z0-9_-]{32,}"),
    ("a SendGrid key", "SG.", _EDGE + r"SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}"),
    ("a Grafana token", "glsa_", r"glsa_[A-Za-z0-9_]{20,}"),
    ("a Grafana token", "glc_", _EDGE + r"glc_[A-Za-z0-9+/=]{20,}"),
    ("a Hugging Face token", "hf_", _EDGE + r"hf_[A-Za-z0-9]{30,}"),
    ("a DigitalOcean token", "dop_v1_", r"dop_v1_[a-f0-9]{40,}"),
    ("an age key", "AGE-SECRET-KEY-", r"AGE-SECRET-KEY-1[A-Z0-9]{20,}"),
)

_NAME_WORDS = (
    "password", "passwd", "passphrase", "pwd", "secret", "token", "apikey", "api_key", "access_key", "private_key",
    "account_key", "secret_key", "signing_key", "encryption_key", "client_key", "credential", "credentials",
)  # fmt: skip
_REFERENCE_SUFFIXES = ("_ref", "_name", "_path", "_env", "_file", "_refs")


def secret_name(key: str) -> bool:
    """Whether a literal under this key would be a secret: ``password``, ``client_secret``, ``PGPASSWORD`` …

    Keys that only point at one (``…_ref``, ``…_name``, ``…_path``, ``…_env``, ``…_file``) are not.
    """
    folded = key.casefold().replace("-", "_").replace(".", "_")
    if folded.endswith(_REFERENCE_SUFFIXES):
        return False
    if folded.endswith(("password", "passwd", "passphrase", "apikey")):
        return True
    padded = f"_{folded}_"
    return any(f"_{word}_" in padded for word in _NAME_WORDS)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _matches(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    for name, marker, pattern in SHAPES:
        if marker in text:
            for match in _compiled(pattern).finditer(text):
                yield name, match


def credential(text: str) -> str | None:
    """What kind of credential the text holds (``a GitHub token``), by its shape; None if none is known."""
    return next((name for name, _ in _matches(text)), None)


def has_marker(text: str) -> bool:
    """Whether any shape could match in the text: a quick look that rules most texts out."""
    return any(marker in text for _, marker, _ in SHAPES)


def suspicious(text: str) -> bool:
    """Whether the text holds a run that looks drawn at random: long, mixed, of high entropy."""
    return next(_random_runs(text), None) is not None


def _random_runs(text: str) -> Iterator[re.Match[str]]:
    if len(text) < 32:
        return
    for match in _compiled(r"(?<![A-Za-z0-9+/_:-])[A-Za-z0-9+/_-]{32,}={0,2}").finditer(text):
        run = match[0]
        digits = any(c.isdigit() for c in run)
        if not digits or text.endswith(
            "//iam.googleapis.", 0, match.start()
        ):  # the name of a Google resource is public
            continue
        if _compiled(r"[0-9a-f]{32,}|[0-9A-F]{32,}").fullmatch(run) or (
            any(c.isupper() for c in run) and any(c.islower() for c in run) and _entropy(run) >= 4.2
        ):
            yield match


def _entropy(text: str) -> float:
    """Shannon entropy of the characters, in bits each."""
    from math import log2

    size = len(text)
    return -sum(n / size * log2(n / size) for n in (text.count(c) for c in set(text)))


def redacted(text: str) -> str:
    """The text with everything that looks like a secret replaced by a mask of fixed width."""
    return masked(text, spans(text), 0, len(text))


def masked(text: str, hidden: list[tuple[int, int]], start: int, end: int) -> str:
    """A stretch of a text with a mask in place of each hidden one that it touches; ``hidden`` is sorted, and may overlap."""
    pieces: list[str] = []
    at = start
    for first, last in hidden:
        if last <= at or first >= end:
            continue
        if first >= at:
            pieces += (text[at:first], MASK)
        elif at == start:
            blank = len(text[at:end]) - len(text[at:end].lstrip())  # a line inside keeps its indentation
            pieces += (text[at : at + blank], MASK if at + blank < min(last, end) else "")
        at = max(at, last)
    return "".join(pieces) + text[at:end] if pieces else text[start:end]


def spans(text: str) -> list[tuple[int, int]]:
    """Where something that looks like a secret stands in a text of YAML, JSON or a .env file; sorted."""
    found = [match.span() for _, match in _matches(text)]
    found += [match.span() for match in _random_runs(text)]
    if ":" in text or "=" in text:
        found += _named_values(text)
    return sorted(found)


_NAME = r"(?<![A-Za-z0-9_.-])([A-Za-z_][A-Za-z0-9_.-]*+)[\"']?[ \t]*(?:#[^\n]*)?(?:\n[ \t]*)?[:=]"
_PROPERTIES = r"(?:[ \t]+|[&!][^\s,\[\]{}]*)*+"  # an anchor, a tag
_PAIR = r"[ \t]*(?:- +)*(?:\? +)?[\"']?[^\s\"'#:][^\n\"'#:]*[\"']?[ \t]*:(?:\s|$)"


def _named_values(text: str) -> Iterator[tuple[int, int]]:
    """Where the values of keys with a secret's name stand: the rest of the key's line, and the lines that belong to it.

    The text may be broken YAML, so that this goes by lines, indentation, brackets and quotes, and rather hides too much.  A mapping is not
    hidden: it is no value, and its own keys are looked at.
    """
    at = counted = depth = 0
    while match := _compiled(_NAME).search(text, at):
        at = match.end()
        if not secret_name(match[1]):
            continue
        depth += _opened(text, counted, match.start())
        counted = match.start()
        start = at + len(_properties(text, at))
        column = match.start() - text.rfind("\n", 0, match.start()) - 1
        end = _end_of_line(text, start)
        if text[start : start + 1] in ("{", "*"):
            continue
        below = _compiled(r"(?:[ \t]*(?:#[^\n]*)?\n)*+").match(text, end + 1) if end < len(text) else None
        if (not text[start:end].strip() or text[start] == "#") and below and _compiled(_PAIR).match(text, below.end()):
            continue
        end = _reach(text, start, end, column, in_flow=depth > 0)
        if text[start:end].strip():
            yield start, end
        at = max(at, end)


def _reach(text: str, start: int, end: int, column: int, *, in_flow: bool) -> int:
    """The end of the last line that belongs to a value that begins at ``start``, whose key stands at ``column``."""
    quote = text[start : start + 1] if text[start : start + 1] in ("'", '"') else ""
    line, at, last = text[start:end], start, end
    brackets = quotes = 0
    something = False
    while True:
        brackets += _opened(text, at, at + len(line))
        quotes += line.count(quote) if quote else 0
        content = line.strip()
        if content:
            last = at + len(line.rstrip())
        something = something or (bool(content) and not content.startswith("#"))
        open_ = quotes == 1 or brackets > 0 or not something
        loose = in_flow and brackets == 0 and not content.endswith((",", "}", "]"))
        at += len(line) + 1
        if at >= len(text):
            return min(last, len(text))
        line = text[at : _end_of_line(text, at)]
        below = line.lstrip()
        indent = len(line) - len(below)
        listed = indent == column and below.startswith(("-", ":"))
        if below and not (open_ or loose or indent > column or listed):
            return last


def _properties(text: str, at: int) -> str:
    """The space, anchors and tags that stand before a value."""
    found = _compiled(_PROPERTIES).match(text, at)
    return found[0] if found else ""


def _end_of_line(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _opened(text: str, start: int, end: int) -> int:
    """How many more brackets open than close."""
    return sum(text.count(c, start, end) for c in "{[") - sum(text.count(c, start, end) for c in "}]")
