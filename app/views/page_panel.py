"""The page of a PDF as it looks, beside its text, with the place of the chosen entity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QToolButton, QVBoxLayout, QWidget

from app.words import number_words

if TYPE_CHECKING:
    from engine.documents import PagePicture

_AROUND = 2.0
_INK = "#e8590c"
_LEAST_WIDTH = 200
_MARGIN = 4


class PagePanel(QWidget):
    """`page_asked` asks for a page by its number; `width_changed` for the same one in another width."""

    page_asked = Signal(int)
    width_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture: PagePicture | None = None
        self._before, self._after = QToolButton(autoRaise=True), QToolButton(autoRaise=True)
        self._before.setArrowType(Qt.ArrowType.LeftArrow)
        self._after.setArrowType(Qt.ArrowType.RightArrow)
        self._where = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self.said = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.sheet = _Sheet()
        self._area = QScrollArea()
        self._area.setWidget(self.sheet)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        head = QHBoxLayout()
        head.addWidget(self._before)
        head.addWidget(self._where, 1)
        head.addWidget(self._after)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        layout.addLayout(head)
        layout.addWidget(self.said, 1)
        layout.addWidget(self._area, 1)
        self._before.clicked.connect(lambda: self._step(-1))
        self._after.clicked.connect(lambda: self._step(1))
        self._retranslate()
        self.show_nothing("")

    def wanted_width(self) -> int:
        """How wide a page is to be, in pixels of the screen."""
        # While there is no page, the area is hidden and has no size of its own.
        room = self.width() - 2 * _MARGIN - self._area.verticalScrollBar().sizeHint().width()
        return round(max(_LEAST_WIDTH, room) * self.devicePixelRatioF())

    @property
    def picture(self) -> PagePicture | None:
        return self._picture

    def show_picture(self, picture: PagePicture) -> None:
        self._picture = picture
        self.said.hide()
        self._area.show()
        self.sheet.show_picture(picture, self.devicePixelRatioF())
        if picture.boxes:
            box = picture.boxes[0]
            ratio = self.devicePixelRatioF()
            self._area.ensureVisible(round(box.left / ratio), round(box.top / ratio), 20, self._area.height() // 3)
        self._follow()

    def show_nothing(self, why: str) -> None:
        """Say why there is no page."""
        self._picture = None
        self._area.hide()
        self.said.setText(why)
        self.said.show()
        self._follow()

    def _step(self, by: int) -> None:
        if self._picture is not None:
            self.page_asked.emit(self._picture.number + by)

    def _follow(self) -> None:
        picture = self._picture
        self._before.setEnabled(picture is not None and picture.number > 1)
        self._after.setEnabled(picture is not None and picture.number < picture.pages)
        if picture is None:
            self._where.clear()
            return
        words = self.tr("Page {0} of {1}").format(number_words(picture.number), number_words(picture.pages))
        self._where.setText(words)
        self.sheet.setAccessibleName(words)
        self._area.setAccessibleName(words)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.width_changed.emit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        for button, words in ((self._before, self.tr("The page before")), (self._after, self.tr("The next page"))):
            button.setToolTip(words)
            button.setAccessibleName(words)
        self._follow()


class _Sheet(QWidget):
    """The picture with a frame around each line of the words."""

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()
        self._picture: PagePicture | None = None

    def show_picture(self, picture: PagePicture, ratio: float) -> None:
        self._picture = picture
        kind = QImage.Format.Format_RGB888
        self._image = QImage(picture.pixels, picture.width, picture.height, picture.stride, kind).copy()
        self._image.setDevicePixelRatio(ratio)
        self.setFixedSize(QSize(round(picture.width / ratio), round(picture.height / ratio)))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Base))
        if self._picture is None:
            return
        painter.drawImage(0, 0, self._image)
        ratio = self._image.devicePixelRatio()
        ink = QColor(_INK)
        painter.setPen(QPen(ink, 2))
        ink.setAlphaF(0.18)
        painter.setBrush(ink)
        for left, top, right, bottom in self._picture.boxes:
            box = QRectF(left / ratio, top / ratio, (right - left) / ratio, (bottom - top) / ratio)
            painter.drawRoundedRect(box.adjusted(-_AROUND, -_AROUND, _AROUND, _AROUND), 3, 3)
