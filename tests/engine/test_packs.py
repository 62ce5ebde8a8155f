"""A pack is verified before anything of it is loaded, and refused with the reason."""

import errno
import json
import os
import shutil
import zipfile
from pathlib import Path

import pytest

from engine.errors import PackError
from engine.packs import find_pack, install_pack, list_packs, load_pack
from engine.paths import data_dir


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("VERITAG_HOME", str(tmp_path / "主目录"))
    return tmp_path


@pytest.fixture
def copy(home):
    target = home / "模型 包"
    shutil.copytree(find_pack("zh-open").path, target)
    return target


def edit_manifest(folder, **changes):
    file = folder / "manifest.json"
    manifest = json.loads(file.read_text(encoding="utf-8")) | changes
    file.write_text(json.dumps(manifest), encoding="utf-8")


def test_the_shipped_pack_says_what_it_is():
    pack = find_pack("zh-open")
    assert pack.labels.names() == ("PER", "LOC", "ORG")
    assert pack.manifest.training_data
    assert all(source.licence and source.attribution for source in pack.manifest.training_data)
    assert "CC BY-SA 4.0" in pack.card
    assert sum(file.stat().st_size for file in pack.path.iterdir()) < 45_000_000


@pytest.mark.parametrize("name", ["network.int8.onnx", "tokenizer.json", "MODEL_CARD.md"])
def test_a_changed_file_is_refused(copy, name):
    with (copy / name).open("r+b") as stream:
        stream.seek(20)
        stream.write(b"changed")
    with pytest.raises(PackError, match=name.replace(".", r"\.")):
        load_pack(copy)


def test_a_missing_file_is_refused(copy):
    (copy / "tokenizer.json").unlink()
    with pytest.raises(PackError, match="cannot be read"):
        load_pack(copy)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"format": "veritag-pack/9"}, "veritag-pack/9"),
        ({"files": {"../evil": "0" * 64}}, "no hash"),
        ({"surprise": 1}, "surprise"),
        ({"minimum_program": "99.1"}, r"needs Veritag 99\.1, this is 0\."),
        ({"minimum_program": "new"}, "minimum_program"),
        ({"minimum_program": "9" * 5000}, "minimum_program"),
        ({"labels": "PER"}, "labels"),
    ],
)
def test_a_wrong_manifest_is_refused(copy, change, reason):
    edit_manifest(copy, **change)
    with pytest.raises(PackError, match=reason):
        load_pack(copy)


def test_a_file_outside_the_pack_is_refused(copy):
    manifest = json.loads((copy / "manifest.json").read_text(encoding="utf-8"))
    edit_manifest(copy, files=manifest["files"] | {"../other": "0" * 64})
    with pytest.raises(PackError, match="outside"):
        load_pack(copy)


def test_a_file_name_that_cannot_be_is_refused(copy):
    manifest = json.loads((copy / "manifest.json").read_text(encoding="utf-8"))
    edit_manifest(copy, files=manifest["files"] | {"a\0b": "0" * 64})
    with pytest.raises(PackError, match=r"outside its folder \('a\\x00b'\)"):
        load_pack(copy)


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_zip_with_damaged_data_is_refused(home, method):
    archive = home / "pack.zip"
    with zipfile.ZipFile(archive, "w", method) as packed:
        packed.writestr("manifest.json", "{}" * 100)
    data = bytearray(archive.read_bytes())
    first = 30 + len("manifest.json")
    data[first : first + 12] = b"\xff" * 12
    archive.write_bytes(data)
    with pytest.raises(PackError, match="cannot be unpacked"):
        install_pack(archive)


def test_a_zip_that_ends_early_is_refused(home):
    archive = home / "pack.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("manifest.json", "{}")
    # The directory says that there are more bytes than the file has.
    data = bytearray(archive.read_bytes())
    directory = data.rindex(b"PK\x01\x02")
    for place in (18, directory + 20, directory + 24):
        data[place : place + 4] = (9_999).to_bytes(4, "little")
    archive.write_bytes(data)
    with pytest.raises(PackError, match="cannot be unpacked"):
        install_pack(archive)


def test_an_unknown_pack_is_named_with_those_there_are(home):
    with pytest.raises(PackError, match=r"no-such-pack.*zh-open"):
        find_pack("no-such-pack")


def test_installs_from_a_folder_and_from_a_zip_of_it(copy, home):
    edit_manifest(copy, name="my-pack")
    assert install_pack(copy).manifest.name == "my-pack"
    archive = home / "包.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        for file in copy.iterdir():
            zipped.write(file, f"inner/{file.name}")
    pack = install_pack(archive)
    assert find_pack("my-pack").path == pack.path
    assert {info.name for info in list_packs()} == {"zh-open", "my-pack"}


def test_a_failed_installation_leaves_what_was_there(copy, home):
    edit_manifest(copy, name="my-pack")
    before = install_pack(copy).fingerprint
    (copy / "tokenizer.json").write_text("{}", encoding="utf-8")
    with pytest.raises(PackError):
        install_pack(copy)
    assert find_pack("my-pack").fingerprint == before


def test_what_is_wrong_with_a_pack_in_a_zip_is_said_of_the_zip(home):
    archive = home / "pack.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.writestr("inner/manifest.json", "{}")
    with pytest.raises(PackError) as caught:
        install_pack(archive)
    assert str(caught.value) == f"{archive}: the pack's manifest is not valid at format (Field required)."


def test_a_zip_that_reaches_outside_is_refused(copy, home):
    archive = home / "evil.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.write(copy / "manifest.json", "manifest.json")
        zipped.writestr("../outside.txt", "x")
    with pytest.raises(PackError, match="outside"):
        install_pack(archive)
    assert not list(home.rglob("outside.txt"))


def test_a_pack_that_cannot_be_put_anywhere_is_one_sentence(copy, home):
    data_dir().parent.write_text("a file", encoding="utf-8")
    with pytest.raises(PackError, match="the pack cannot be written"):
        install_pack(copy)
    with pytest.raises(PackError, match="the pack cannot be read"):
        install_pack(home / "none")


def test_something_else_is_not_installed(home):
    file = home / "notes.txt"
    file.write_text("not a pack", encoding="utf-8")
    with pytest.raises(PackError, match="neither"):
        install_pack(file)


def test_packs_that_cannot_be_are_listed_beside_the_others(copy, home):
    files = json.loads((copy / "manifest.json").read_text(encoding="utf-8"))["files"]
    changes = {"number": {"minimum_program": "9" * 5000}, "name": {"files": files | {"a\0b": "0" * 64}}}
    for name, change in changes.items():
        folder = data_dir() / "packs" / name
        shutil.copytree(copy, folder)
        edit_manifest(folder, **change)
    assert {info.name: bool(info.error) for info in list_packs()} == {"name": True, "number": True, "zh-open": False}


def test_packs_that_cannot_be_looked_at_are_listed_beside_the_others(home, monkeypatch):
    base = data_dir() / "packs"
    (base / "closed").mkdir(parents=True)
    look = Path.stat

    def refuse(path, **options):
        if base / "closed" in path.parents:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return look(path, **options)

    monkeypatch.setattr(Path, "stat", refuse)
    assert {info.name: bool(info.error) for info in list_packs()} == {"closed": True, "zh-open": False}


def test_a_folder_of_packs_that_cannot_be_listed_is_told(home, monkeypatch):
    base, entries = data_dir() / "packs", Path.iterdir

    def refuse(path):
        if path == base:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return entries(path)

    monkeypatch.setattr(Path, "iterdir", refuse)
    shipped, own = list_packs()
    assert (shipped.name, shipped.error) == ("zh-open", "")
    assert own.error == f"{base}: the folder cannot be read (Permission denied)."


def test_a_broken_pack_is_listed_with_its_reason(copy, home):
    edit_manifest(copy, name="my-pack")
    folder = install_pack(copy).path
    (folder / "tokenizer.json").write_text("{}", encoding="utf-8")
    (broken,) = (info for info in list_packs() if info.path == folder)
    assert "does not match" in broken.error
