"""Where a pack cannot be written is said before anything is trained."""

import errno
import os

import pytest

from engine.errors import BadInputError
from engine.packs import MANIFEST
from engine.training.place import check_place


def refused(out):
    with pytest.raises(BadInputError) as caught:
        check_place(out)
    return str(caught.value)


def test_a_place_that_may_be_written_stays_as_it_was(tmp_path):
    check_place(tmp_path / "new")
    assert list(tmp_path.iterdir()) == []
    older = tmp_path / "older"
    older.mkdir()
    (older / MANIFEST).touch()
    check_place(older)
    assert [file.name for file in older.iterdir()] == [MANIFEST]


def test_what_is_there_and_is_no_folder_is_refused(tmp_path):
    (tmp_path / "file").touch()
    assert refused(tmp_path / "file") == f"{tmp_path / 'file'}: this is a file; a pack is a folder."
    (tmp_path / "link").symlink_to(tmp_path / "gone")
    assert refused(tmp_path / "link") == f"{tmp_path / 'link'}: this is a file; a pack is a folder."


@pytest.mark.parametrize("length", [250, 300])
def test_a_name_that_is_too_long_is_refused(tmp_path, length):
    out = tmp_path / ("a" * length)
    assert refused(out) == f"{out}: the pack cannot be written ({os.strerror(errno.ENAMETOOLONG)})."


def test_a_folder_in_which_nothing_can_be_made_is_refused(tmp_path, monkeypatch):
    def forbidden(path, *_):
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(os, "mkdir", forbidden)  # the tests may run as root, who may write everything
    out = tmp_path / "pack"
    assert refused(out) == f"{out}: the pack cannot be written (Permission denied)."
