"""Bring the expected reports up to date: ``python -m tests.report.update``."""

from __future__ import annotations

from tests.report import cases


def update() -> None:
    """Write every expected report."""
    for name in cases.EXTENSIONS:
        cases.expected(name).write_text(cases.rendered(name), encoding="utf-8")


if __name__ == "__main__":
    update()
