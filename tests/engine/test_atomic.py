"""A file is written whole or not at all."""

import os
import stat

import pytest

from engine.atomic import atomic_writer


def test_a_failure_inside_leaves_the_older_file_and_nothing_else(tmp_path):
    file = tmp_path / "a.txt"
    file.write_text("older", encoding="utf-8")
    with pytest.raises(ZeroDivisionError), atomic_writer(file) as stream:
        stream.writelines(f"{1 / share}" for share in (1, 0))
    assert file.read_text(encoding="utf-8") == "older"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
@pytest.mark.parametrize("mode", [0o600, 0o664])
def test_a_file_that_is_replaced_keeps_its_permissions(tmp_path, mode):
    file = tmp_path / "a.txt"
    file.write_text("older", encoding="utf-8")
    file.chmod(mode)
    with atomic_writer(file) as stream:
        (part,) = tmp_path.glob(".*.part")
        assert stat.S_IMODE(part.stat().st_mode) == mode
        stream.write("new")
    assert (file.read_text(encoding="utf-8"), stat.S_IMODE(file.stat().st_mode)) == ("new", mode)
