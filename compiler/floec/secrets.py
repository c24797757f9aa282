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
        if not digits:
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
    spans = [match.span() for _, match in _matches(text)]
    spans += [match.span() for match in _random_runs(text)]
    if ":" in text or "=" in text:
        spans += _named_values(text)
    pieces: list[str] = []
    at = 0
    for start, end in sorted(spans):
        if start >= at:
            pieces += (text[at:start], MASK)
        at = max(at, end)
    return "".join(pieces) + text[at:] if pieces else text


def _named_values(line: str) -> list[tuple[int, int]]:
    """Where, in a line of YAML, JSON or a .env file, the value of a key with a secret's name stands."""
    found = []
    for match in _compiled(r"([A-Za-z_][A-Za-z0-9_.-]{0,80})[\"']?[ \t]*[:=][ \t]*(?=[^\s])").finditer(line):
        if secret_name(match[1]) and line[match.end()] not in "{[&*#":
            found.append((match.end(), len(line.rstrip())))
            break
    return found
