"""The bottom of the window: pack, counts, the state of the network, and the analysis under way."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QStatusBar, QWidget

from app.views.elided_label import ElidedLabel
from app.words import number_words
from app.workers import ToolsReady

_STEPS = 1000


class StatusBar(QStatusBar):
    """Messages at the left, facts at the right; progress and Cancel only while files are analysed."""

    cancel_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tools: ToolsReady | None = None
        self._counts = (0, 0)
        self._file: tuple[str, int, int] | None = None
        self._asking: tuple[int, int] | None = None
        self._opening = False
        self._doing, self._pack, self._count, self._offline = ElidedLabel(), ElidedLabel(), QLabel(), QLabel()
        self._bar = QProgressBar(textVisible=False)
        self._bar.setFixedSize(160, 12)
        self._cancel = QPushButton()
        self._cancel.clicked.connect(self.cancel_asked)
        for widget in (self._doing, self._bar, self._cancel, self._count, self._pack, self._offline):
            widget.setContentsMargins(6, 0, 6, 0)
            self.addPermanentWidget(widget)
        self.set_running(False)
        self._retranslate()

    def set_running(self, running: bool) -> None:
        self._file, self._asking, self._opening = None, None, False
        self._bar.setRange(0, 0)
        for widget in (self._doing, self._bar, self._cancel):
            widget.setVisible(running)
        self._cancel.setEnabled(True)
        self._retranslate()

    def show_stopping(self) -> None:
        self._cancel.setEnabled(False)
        self._doing.setText(self.tr("Stopping…"))

    def show_file(self, name: str, index: int, total: int) -> None:
        """`index` counts from 1."""
        self._file, self._asking, self._opening = (name, index, total), None, False
        self.show_progress(0.0)
        if self._cancel.isEnabled():
            self._retranslate()

    def show_opening(self) -> None:
        """The language model is being loaded."""
        self._opening = True
        if self._cancel.isEnabled():
            self._retranslate()

    def show_asking(self, done: int, all_: int) -> None:
        """The language model was asked about `done` of the `all_` doubtful spans of the current file."""
        self._asking = (done, all_)
        if self._cancel.isEnabled():
            self._retranslate()

    def show_progress(self, fraction: float) -> None:
        """How much of the current file is done."""
        if self._file is not None:
            _, index, total = self._file
            self._bar.setRange(0, _STEPS)
            self._bar.setValue(round(_STEPS * (index - 1 + fraction) / max(1, total)))

    def show_tools(self, tools: ToolsReady) -> None:
        self._tools = tools
        self._retranslate()

    def show_counts(self, documents: int, mentions: int) -> None:
        self._counts = (documents, mentions)
        self._retranslate()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self._cancel.setText(self.tr("Cancel"))
        self._cancel.setToolTip(self.tr("Stop the analysis; what is finished stays"))
        self._bar.setAccessibleName(self.tr("Progress of the analysis"))
        self._doing.setText(self._activity())
        self._doing.setToolTip(self._doing.text())
        documents, mentions = (number_words(count) for count in self._counts)
        self._count.setText(self.tr("Documents: {0} · Entities: {1}").format(documents, mentions))
        self._offline.setText(self.tr("Offline"))
        self._offline.setToolTip(self.tr("Veritag opens no network connection."))
        self._show_pack()

    def _activity(self) -> str:
        if self._opening:
            return self.tr("Starting the language model…")
        if self._file is None:
            return self.tr("Preparing…")
        name, index, total = self._file
        shortened = self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, 220)
        if self._asking is not None:
            done, all_ = (number_words(count) for count in self._asking)
            return self.tr("Asking the language model, {0} of {1} spans: {2}").format(done, all_, shortened)
        words = self.tr("Analysing {0} of {1}: {2}")
        return words.format(number_words(index), number_words(total), shortened)

    def _show_pack(self) -> None:
        if self._tools is None:
            self._pack.clear()
        elif self._tools.pack:
            words = self.tr("Pack: {0} {1}, without the GPU") if self._tools.lost_gpu else self.tr("Pack: {0} {1}")
            self._pack.setText(words.format(self._tools.pack, self._tools.version))
            if self._tools.lost_gpu:
                tip = self.tr("A GPU runtime is installed but did not start; the processor is used.")
            elif self._tools.provider:
                words = self.tr("The models and types in use; they run on {0}.")
                tip = words.format(self._tools.provider.removesuffix("ExecutionProvider"))
            else:
                tip = self.tr("The models and types in use")
            self._pack.setToolTip(f"{self._pack.text()}\n{tip}")
        else:
            self._pack.setText(self.tr("Patterns only"))
            self._pack.setToolTip(self._tools.problem)
