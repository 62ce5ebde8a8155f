"""A verifier that reads doubtful sentences with a tiny language model of random weights, to try a program with.

Usage: tiny-opinion.py FOLDER. Writes FOLDER/tiny.gguf and FOLDER/tiny, the verifier of zh-open over it.
"""

import hashlib
import json
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from tiny_model import write_tiny_model  # noqa: E402  of the tests

folder = Path(sys.argv[1])
made = write_tiny_model(folder / "tiny.gguf", size=896)
model = {"name": "tiny", "sha256": hashlib.sha256(made.read_bytes()).hexdigest()}
verifier = folder / "tiny"
shutil.copytree(ROOT / "resources" / "verifiers" / "zh-open", verifier)


def rewrite(manifest: Path, **changes: object) -> str:
    """Replace entries of a manifest; returns its new hash."""
    plain = json.loads(manifest.read_text(encoding="utf-8"))
    text = json.dumps(plain | changes, ensure_ascii=False)
    manifest.write_text(text, encoding="utf-8")
    return hashlib.sha256(text.encode()).hexdigest()


reading = verifier / "reader" / "manifest.json"
fingerprint = rewrite(reading, language_model={**model, "blocks": [1, 2], "characters": "characters.txt"})
plain = json.loads((verifier / "manifest.json").read_text(encoding="utf-8"))
reader, adapter = plain["reader"] | {"fingerprint": fingerprint}, plain["adapter"]
# An adapter fits only the model that it was made for.
if adapter:
    (verifier / adapter).unlink()
without = {"adapter": "", "answers": False, "asks": False}
files = {name: digest for name, digest in plain["files"].items() if name != adapter}
rewrite(verifier / "manifest.json", name="tiny", model=model, reader=reader, files=files, **without)
