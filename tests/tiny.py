"""A BERT encoder so small that it trains in seconds, and records that it can learn."""

import json
import random

SENTENCES = (
    "王小明在北京大学读书。",
    "李华去了上海。",
    "短",
    "Angela met 李华 in 北京 today , and then 王小明 .",
    "他们在上海的复旦大学见到了王小明和李华，后来又去了北京。",
    "一二三四五六七八九十",
    "李",
)
SURNAMES, GIVEN, PLACES = "王李张刘陈", ("小明", "华", "伟", "秀英", "军"), ("北京", "上海", "广州", "天津", "成都")
FRAMES = ("{p}在{l}读书。", "昨天{p}去了{l}。", "{l}的{p}来了。", "我们在{l}见到{p}。", "天气很好。", "{p}说话了。")


def tiny_encoder(folder):
    from tokenizers import BertWordPieceTokenizer
    from transformers import BertConfig, BertModel

    letters = sorted(set("".join(SENTENCES) + SURNAMES + "".join((*GIVEN, *PLACES, *FRAMES))) - set(" {}"))
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, "angela", "met", "today"]
    (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    BertWordPieceTokenizer.from_file(str(folder / "vocab.txt")).save(str(folder / "tokenizer.json"))
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=600,
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    return folder


def records(count, seed=0):
    """Sentences with persons and places; every name part occurs often."""
    rng = random.Random(seed)
    found = []
    for number in range(count):
        text, entities = "", []
        for part in rng.choice(FRAMES).replace("}", "{").split("{"):
            words = part
            if part in ("p", "l"):
                words = rng.choice(SURNAMES) + rng.choice(GIVEN) if part == "p" else rng.choice(PLACES)
                label = "PER" if part == "p" else "LOC"
                entities.append({"start": len(text), "end": len(text) + len(words), "label": label})
            text += words
        found.append({"id": f"r{number}", "text": f"{text}{number}", "entities": entities})
    return found


def write_records(path, found):
    path.write_text("\n".join(json.dumps(record, ensure_ascii=False) for record in found), encoding="utf-8")
    return path
