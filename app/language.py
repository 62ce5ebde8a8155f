"""The language of the interface: what the system uses, Chinese or English, switchable at any time."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from app.settings import LanguageChoice

TRANSLATIONS = Path(__file__).parent / "translations"


class Interface:
    """Installs the translations of the program and of Qt into the application."""

    def __init__(self, application: QCoreApplication) -> None:
        self._application = application
        self._installed: list[QTranslator] = []

    def use(self, choice: LanguageChoice) -> None:
        """Switch; every widget is told by a LanguageChange event."""
        chinese = is_chinese(choice)
        # Before the translators: names of types follow the default locale.
        QLocale.setDefault(_locale(chinese))
        for translator in self._installed:
            self._application.removeTranslator(translator)
        self._installed = []
        if not chinese:
            return
        qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        for folder, name in ((qt_folder, "qtbase_zh_CN"), (str(TRANSLATIONS), "veritag_zh_CN")):
            translator = QTranslator(self._application)
            if translator.load(name, folder) and self._application.installTranslator(translator):
                self._installed.append(translator)


def is_chinese(choice: LanguageChoice) -> bool:
    """Whether the choice means Chinese on this system."""
    if choice != "system":
        return choice == "zh"
    languages = QLocale.system().uiLanguages()
    return bool(languages) and languages[0].lower().startswith("zh")


def _locale(chinese: bool) -> QLocale:
    system = QLocale.system()
    language = QLocale.Language.Chinese if chinese else QLocale.Language.English
    return system if system.language() == language else QLocale(language)
