"""Radicals that stand for characters.

Many PDF files name a glyph by the radical it looks like (⽉ U+2F49) instead of the character that was written
(月 U+6708): both have one glyph in the usual Chinese fonts. No reader sees a difference, every search and every
tagger does.
"""

from __future__ import annotations

import unicodedata

# Unicode's EquivalentUnifiedIdeograph.txt, those whose ideograph is a word of its own; the Kangxi radicals
# (U+2F00-2FD5) have compatibility mappings.
_SUPPLEMENT = (
    "⺁厂⺇几⺈刀⺊卜⺌小⺎兀⺐尢⺒巳⺓幺⺛旡⺜日⺝月⺞歹⺟母⺠民⺧牛⺩王⺪疋⺬示⺮竹⺶羊⺻聿⺼月⻁虎⻃西⻄西⻅见⻆角⻉贝⻊足⻋车"
    "⻏邑⻑長⻓长⻔门⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻡首⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)
_UNIFIED = dict(zip(map(ord, _SUPPLEMENT[::2]), _SUPPLEMENT[1::2], strict=True)) | {
    code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)
}


def unify_radicals(text: str) -> str:
    """`text` with the characters that radicals stand for; of the same length."""
    return text.translate(_UNIFIED)
