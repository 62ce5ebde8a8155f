from __future__ import annotations

import hashlib
import logging
import os
from pathlib import Path

import pytest
from document_builders import pdf

from engine.documents import expand, read, supported_suffixes
from engine.documents import registry as registry_module
from engine.errors import DocumentError


def error_of(path: Path, **options: int) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        read(path, **options)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
    return caught.value


def test_suffixes() -> None:
    wanted = ".txt .text .log .md .markdown .html .htm .xhtml .docx .pdf"
    assert set(supported_suffixes()) == set(wanted.split())


def test_document_knows_its_file(tmp_path: Path) -> None:
    path = tmp_path / "文档 一.txt"
    path.write_bytes("内容".encode())
    document = read(path)
    assert (document.path, document.format) == (path, "txt")
    assert document.sha256 == hashlib.sha256("内容".encode()).hexdigest()


@pytest.mark.parametrize(
    ("name", "data", "fault", "detail"),
    [
        ("a.txt", b"", "empty", ""),
        ("a.pdf", b"", "empty", ""),
        ("a.txt", b"\xef\xbb\xbf \r\n", "no_text", ""),
        ("a.html", b"<html><head><title>x</title></head></html>", "no_text", ""),
        ("a.doc", b"x", "unknown_format", "save it as .docx"),
        ("a.xyz", b"x", "unknown_format", ".xyz"),
        ("noname", b"x", "unknown_format", ""),
        ("a.txt", pdf([[]]), "damaged", "this is a PDF; rename it to .pdf"),
        ("a.md", b"PK\x03\x04", "damaged", "this is a ZIP archive or an Office file"),
        ("a.html", b"\x89PNG\r\n\x1a\n", "damaged", "this is a PNG image"),
        ("a.docx", b"{\\rtf1 x}", "damaged", "this is an RTF file; save it as .docx"),
        ("a.docx", pdf([[]]), "damaged", "this is a PDF; rename it to .pdf"),
        ("a.txt", bytes(range(256)) * 4, "damaged", "this is not text"),
    ],
)
def test_each_bad_file_gets_one_sentence(tmp_path: Path, name: str, data: bytes, fault: str, detail: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    error = error_of(path)
    assert (error.fault, error.detail) == (fault, detail)


def test_paths_that_cannot_be_read(tmp_path: Path) -> None:
    assert error_of(tmp_path / "none.txt").fault == "not_found"
    assert error_of(tmp_path).fault == "not_a_file"
    assert error_of(tmp_path / "nul\0.txt").fault == "not_found"
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    assert error_of(pipe).fault == "not_a_file"
    locked = tmp_path / "locked.txt"
    locked.write_text("x", encoding="utf-8")
    locked.chmod(0)
    if not os.access(locked, os.R_OK):
        assert error_of(locked).fault == "no_permission"


def test_size_limit(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 11)
    assert error_of(path, max_bytes=10).fault == "too_large"
    assert read(path, max_bytes=11).text == "x" * 11


def test_unexpected_failure_of_a_reader_names_the_file_and_logs_no_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(data: bytes) -> None:
        raise KeyError(data.decode())

    broken = registry_module.Format("txt", (".txt",), fail)  # type: ignore[arg-type]
    monkeypatch.setitem(registry_module._BY_SUFFIX, ".txt", broken)
    path = tmp_path / "a.txt"
    path.write_text("机密内容", encoding="utf-8")
    with caplog.at_level(logging.DEBUG):
        error = error_of(path)
    assert (error.fault, error.detail) == ("damaged", "KeyError")
    assert "KeyError" in caplog.text
    assert "机密" not in caplog.text


def test_expand(tmp_path: Path) -> None:
    names = [
        "b.txt",
        "a.pdf",
        "sub/c.docx",
        "sub/deep/d.MD",
        ".hidden.txt",
        ".git/x.txt",
        "~$b.docx",
        "e.exe",
    ]
    for name in names:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    (tmp_path / "sub" / "loop").symlink_to(tmp_path)
    explicit = [tmp_path / "e.exe", tmp_path / "sub" / "c.docx"]
    found, errors = expand([*explicit, tmp_path, tmp_path / "gone.txt", explicit[0]])
    assert found == [*explicit, *(tmp_path / name for name in ("a.pdf", "b.txt", "sub/deep/d.MD"))]
    assert [(error.path, error.fault) for error in errors] == [(tmp_path / "gone.txt", "not_found")]


def test_a_folder_that_cannot_be_listed_is_one_error_and_the_rest_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.txt", "locked/b.txt", "open/c.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    scandir = os.scandir

    def refuse_locked(path: Path) -> object:
        if Path(path).name == "locked":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse_locked)
    found, errors = expand([tmp_path])
    assert found == [tmp_path / "a.txt", tmp_path / "open" / "c.txt"]
    assert [(error.path, error.fault) for error in errors] == [(tmp_path / "locked", "no_permission")]


def test_folders_are_searched_at_any_depth(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x")
    folder = tmp_path
    for _ in range(1200):
        folder = folder / "d"
        folder.mkdir()
    (folder / "b.txt").write_bytes(b"x")
    assert expand([tmp_path]) == ([tmp_path / "a.txt", folder / "b.txt"], [])
    (folder / "b.txt").unlink()
    os.removedirs(folder)  # pytest could not


def test_a_link_that_leads_nowhere_is_named_and_the_rest_is_found(tmp_path: Path) -> None:
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    (tmp_path / "z.txt").write_bytes(b"x")
    found, errors = expand([tmp_path])
    assert found == [tmp_path / "z.txt"]
    assert [(error.path, error.fault) for error in errors] == [(tmp_path / "loop.txt", "unreadable")]
