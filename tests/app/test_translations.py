from __future__ import annotations

import ast
import re
import shutil
from pathlib import Path
from typing import get_args
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot
from window_setup import analysed, cells, written

import app
from app.language import Interface
from app.main_window import MainWindow
from app.models.mention_table import Column
from app.translations import update
from app.words import fault_words, note_words
from engine.errors import DocumentFault
from engine.types import Note, NoteCode

# The offscreen platform has no window manager and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

Strings = set[tuple[str, str]]


def messages(ts: Path) -> list[tuple[str, str, ElementTree.Element]]:
    contexts = ElementTree.parse(ts).getroot().iter("context")
    return [
        (context.findtext("name", ""), message.findtext("source", ""), message.find("translation"))
        for context in contexts
        for message in context.iter("message")
    ]


def known(ts: Path) -> Strings:
    return {(context, source) for context, source, _ in messages(ts)}


def said_in_code() -> set[str]:
    """Every string literal that the desktop's code gives to tr() or translate()."""
    found = set()
    for file in Path(app.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and (name := getattr(node.func, "attr", getattr(node.func, "id", ""))):
                argument = {"tr": 0, "translate": 1, "QT_TRANSLATE_NOOP": 1}.get(name)
                if argument is not None and len(node.args) > argument:
                    literal = node.args[argument]
                    if isinstance(literal, ast.Constant) and isinstance(literal.value, str):
                        found.add(literal.value)
    return found


def test_every_string_is_translated():
    for context, source, translation in messages(update.SOURCE):
        assert translation.get("type") is None, (context, source)
        assert (translation.text or "").strip(), (context, source)


def test_placeholders_and_shortcut_letters_survive_translation():
    for context, source, translation in messages(update.SOURCE):
        words = translation.text or ""
        assert sorted(re.findall(r"\{\d\}", source)) == sorted(re.findall(r"\{\d\}", words)), (context, source)
        assert source.count("&") == words.count("&"), (context, source)
        assert source.endswith("…") == words.endswith("…"), (context, source)


def test_no_string_of_the_program_is_missing(tmp_path: Path):
    copy = tmp_path / "copy.ts"
    shutil.copyfile(update.SOURCE, copy)
    update.collect(copy)
    assert known(copy) == known(update.SOURCE)
    assert said_in_code() == {source for _, source in known(update.SOURCE)}


def test_the_compiled_file_is_the_one_of_the_source(tmp_path: Path):
    compiled = tmp_path / "copy.qm"
    update.compile_to(update.SOURCE, compiled)
    assert compiled.read_bytes() == update.COMPILED.read_bytes()


@pytest.mark.parametrize("fault", get_args(DocumentFault))
def test_every_fault_is_said_in_both_languages(interface: Interface, fault: str):
    english = fault_words(fault, "save it as .docx")
    interface.use("zh")
    chinese = fault_words(fault, "save it as .docx")
    assert english.endswith("(save it as .docx).")
    assert chinese.endswith("（请另存为 .docx）。")
    assert english.startswith(("The ", "This ", "You "))
    assert re.match(r"[\u4e00-\u9fff]", chinese)


@pytest.mark.parametrize(
    ("detail", "english", "chinese"),
    [
        (
            "word/document.xml is compressed in a way that Word does not use",
            "(word/document.xml is compressed in a way that Word does not use).",
            "（word/document.xml 的压缩方式不是 Word 所用的）。",
        ),
        ("more than 3000000 elements", "(more than 3000000 elements).", "（元素超过 3000000 个）。"),
        ("more than 5000000 attributes", "(more than 5000000 attributes).", "（属性超过 5000000 个）。"),
    ],
)
def test_details_of_faults_are_said_in_both_languages(interface: Interface, detail: str, english: str, chinese: str):
    assert fault_words("damaged", detail).endswith(english)
    interface.use("zh")
    assert fault_words("damaged", detail).endswith(chinese)


@pytest.mark.parametrize("code", get_args(NoteCode))
def test_every_note_is_said_in_both_languages_with_its_figures(interface: Interface, code: NoteCode):
    note = Note(code, 1234, "page 7")
    english = note_words(note)
    interface.use("zh")
    chinese = note_words(note)
    plain = note.message()
    assert ("1,234" in english) == ("1,234" in chinese) == ("1234" in plain)
    assert ("page 7" in english) == ("第 7 页" in chinese) == ("page 7" in plain)
    assert re.search(r"[\u4e00-\u9fff]", chinese)


def test_switching_the_language_changes_everything_at_once(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    analysed(qtbot, window, written(tmp_path, "a.txt"))
    window.reading.show_document(window.panels.document_model.rows()[0].id)
    actions = [a for a in window.actions_.findChildren(QAction) if re.search(r"[a-z]", a.text())]
    english = {action: action.text() for action in actions}
    assert cells(window, Column.TYPE)[0] == "Date"
    window.actions_.languages["zh"].trigger()
    QCoreApplication.processEvents()
    assert window._file.title() == "文件(&F)"
    assert window.windowTitle() == "默认项目 – Veritag"
    still_english = {a.text() for a in actions if a.text() == english[a]} - {"English"}
    assert still_english == set()
    assert cells(window, Column.TYPE)[0] == "日期"
    assert cells(window, Column.STATUS)[0] == "建议"
    assert cells(window, Column.PLACE)[0] == "第 1 段"
    header = window.panels.mention_model
    assert header.headerData(0, Qt.Orientation.Horizontal) == "文字"
    assert window.panels.label_model.index(0, 0).data() == "日期"
    assert window.panels.documents._heading.text() == "文档"
    assert window.panels.table.filter._type.currentText() == "全部类型"
    assert window.status_bar._offline.text() == "离线"
    assert window._settings.language == "zh"
    window.actions_.languages["en"].trigger()
    QCoreApplication.processEvents()
    assert {action: action.text() for action in actions} == english
    assert window._file.title() == "&File"


def test_qt_s_own_dialogs_speak_chinese_too(interface: Interface):
    interface.use("zh")
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"


def test_the_system_s_language_is_followed(interface: Interface, monkeypatch: pytest.MonkeyPatch):
    from PySide6.QtCore import QLocale

    for name, wanted in (("zh_CN", "未找到"), ("en_US", "Not found")):
        monkeypatch.setattr(QLocale, "system", lambda name=name: QLocale(name))
        interface.use("system")
        assert QCoreApplication.translate("FindBar", "Not found") == wanted
