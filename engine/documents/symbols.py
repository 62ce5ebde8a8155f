"""Characters of symbol fonts, which Word stores by their number in the font."""

from __future__ import annotations

_UNKNOWN = "\ufffd"
_SYMBOL = dict(
    zip(
        (*range(0x20, 0x60), *range(0x61, 0x7F), *range(0xA0, 0xF0), *range(0xF1, 0xFF)),
        " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_"
        "αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
        "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊⟨®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪"
        "⟩∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭",
        strict=True,
    )
)
# Of the others, what stands in lists and forms.
_WINGDINGS = dict(
    zip(
        (0x28, 0x2A, 0x6C, 0x6E, 0x6F, 0x75, 0x9F, 0xA7, 0xA8, 0xD8, 0xDF, 0xE0, 0xE1, 0xE2, 0xFB, 0xFC, 0xFD, 0xFE),
        "☎✉●■□◆•▪□➢←→↑↓✗✓☒☑",
        strict=True,
    )
) | {0x81 + number: chr(0x2460 + number) for number in range(10)}
_WINGDINGS_2 = {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0xA3: "□"}
_FONTS: dict[str, dict[int, str]] = {"symbol": _SYMBOL, "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2}


def symbol(font: str, number: str) -> str:
    """The character that `number`, in hexadecimal digits, has in a font; U+FFFD where that is not known.

    Symbol fonts are numbered from F000; a number of another font is the character's own.
    """
    try:
        code = int(number, 16)
        known = _FONTS.get(font.strip().lower())
        if known is not None:
            return known.get(code - 0xF000 if code >= 0xF000 else code, _UNKNOWN)
        return _UNKNOWN if 0xE000 <= code < 0xF900 or code < 0x20 else chr(code)
    except (ValueError, OverflowError):
        return _UNKNOWN
