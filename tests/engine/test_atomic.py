"""A file is written whole or not at all."""

import pytest

from engine.atomic import atomic_writer


def test_a_failure_inside_leaves_the_older_file_and_nothing_else(tmp_path):
    file = tmp_path / "a.txt"
    file.write_text("older", encoding="utf-8")
    with pytest.raises(ZeroDivisionError), atomic_writer(file) as stream:
        stream.writelines(f"{1 / share}" for share in (1, 0))
    assert file.read_text(encoding="utf-8") == "older"
    assert list(tmp_path.iterdir()) == [file]
