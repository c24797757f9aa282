"""A client of yaml-language-server, the engine of the YAML support of VS Code, Neovim, Zed and Helix, over standard input
and output (Language Server Protocol, base protocol)."""

from __future__ import annotations

import contextlib
import json
import queue
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.conformance import tools

CARET = "‸"  # marks the place of the cursor in a document
PATIENCE = 60  # seconds: only a server that hangs takes so long


class Document:
    """An open document; its lines and columns count from zero, as on the wire."""

    def __init__(
        self, server: Server, uri: str, caret: tuple[int, int] | None, diagnostics: list[dict[str, Any]]
    ) -> None:
        self._server, self._uri, self._caret = server, uri, caret
        self.diagnostics = diagnostics

    @property
    def messages(self) -> list[str]:
        return [f"{one['range']['start']['line'] + 1}: {one['message']}" for one in self.diagnostics]

    def completion(self) -> list[str]:
        """What is offered at the caret, as the keys or values that would be written."""
        offered = self._server.request("textDocument/completion", self._place())
        return [one["label"] for one in (offered["items"] if isinstance(offered, dict) else offered)]

    def hover(self) -> str:
        """The text shown at the caret."""
        shown = self._server.request("textDocument/hover", self._place())
        return shown["contents"]["value"] if shown else ""

    def _place(self) -> dict[str, Any]:
        assert self._caret, "the document has no caret"
        line, column = self._caret
        return {"textDocument": {"uri": self._uri}, "position": {"line": line, "character": column}}


class Server:
    """A running server that checks every `*.yaml` document against one schema; it has no catalogue of others."""

    def __init__(self, schema: Path, folder: Path) -> None:
        self._folder = folder
        self._settings = {
            "yaml": {
                "validate": True,
                "hover": True,
                "completion": True,
                "schemaStore": {"enable": False},
                "kubernetesCRDStore": {"enable": False},
                "schemas": {schema.as_uri(): ["*.yaml"]},
            }
        }
        self._configured = threading.Event()
        self._answers: dict[int, queue.SimpleQueue[dict[str, Any]]] = {}
        self._published: dict[str, queue.SimpleQueue[list[dict[str, Any]]]] = {}
        self._asked = self._opened = 0
        self._sending = threading.Lock()
        self._process = subprocess.Popen(
            [tools.node("yaml-language-server"), "--stdio"],
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        try:
            self.request(
                "initialize",
                {
                    "processId": None,
                    "rootUri": self._folder.as_uri(),
                    "capabilities": {
                        "workspace": {"configuration": True, "didChangeConfiguration": {"dynamicRegistration": True}},
                        "textDocument": {
                            "completion": {"completionItem": {"snippetSupport": True}},
                            "hover": {"contentFormat": ["markdown", "plaintext"]},
                        },
                    },
                },
            )
            self._send({"method": "initialized", "params": {}})
            self._send({"method": "workspace/didChangeConfiguration", "params": {"settings": self._settings}})
            assert self._configured.wait(PATIENCE), "the server did not ask for its configuration"
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.request("shutdown", None)
            self._send({"method": "exit"})
            self._process.wait(PATIENCE)
        finally:
            self._stop()

    def _stop(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self._reader.join()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(BrokenPipeError):
                pipe.close()  # type: ignore[union-attr]

    @contextlib.contextmanager
    def open(self, text: str, name: str = "floe.yaml") -> Iterator[Document]:
        """Open a document and wait for its diagnostics; the first caret in it is the cursor."""
        before, caret, after = text.partition(CARET)
        lines = before.split("\n")
        self._opened += 1
        uri = (self._folder / str(self._opened) / name).as_uri()
        published = self._published[uri] = queue.SimpleQueue()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": before + after}
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        column = len(lines[-1].encode("utf-16-le")) // 2
        yield Document(self, uri, (len(lines) - 1, column) if caret else None, published.get(timeout=PATIENCE))
        self._send({"method": "textDocument/didClose", "params": {"textDocument": {"uri": uri}}})

    def request(self, method: str, params: dict[str, Any] | None) -> Any:
        """Ask the server and wait for its answer."""
        self._asked += 1
        answered = self._answers[self._asked] = queue.SimpleQueue()
        self._send({"id": self._asked, "method": method, "params": params})
        answer = answered.get(timeout=PATIENCE)
        assert "error" not in answer, f"{method}: {answer['error']}"
        return answer["result"]

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        with self._sending:
            assert self._process.stdin
            self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
            self._process.stdin.flush()

    def _read(self) -> None:
        assert self._process.stdout
        while header := self._process.stdout.readline():
            length = 0
            while header.strip():
                name, _, value = header.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
                header = self._process.stdout.readline()
            self._take(json.loads(self._process.stdout.read(length)))
        for answered in self._answers.values():
            answered.put({"error": "the server has ended"})

    def _take(self, message: dict[str, Any]) -> None:
        method = message.get("method")
        if method == "textDocument/publishDiagnostics":
            self._published[message["params"]["uri"]].put(message["params"]["diagnostics"])
        elif method and "id" in message:
            self._send({"id": message["id"], "result": self._own(method, message.get("params"))})
        elif "id" in message:
            self._answers.pop(message["id"]).put(message)

    def _own(self, method: str, params: Any) -> Any:
        """The answer to a question of the server."""
        if method != "workspace/configuration":
            return None
        self._configured.set()
        return [self._settings.get(item.get("section")) for item in params["items"]]
