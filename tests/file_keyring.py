"""A keyring for tests: a file that the variable KEYRING_FILE names."""

import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend


class Keyring(KeyringBackend):
    priority = 1

    def _all(self):
        file = Path(os.environ["KEYRING_FILE"])
        return json.loads(file.read_text()) if file.exists() else {}

    def _write(self, kept):
        Path(os.environ["KEYRING_FILE"]).write_text(json.dumps(kept))

    def get_password(self, service, username):
        return self._all().get(f"{service} {username}")

    def set_password(self, service, username, password):
        self._write(self._all() | {f"{service} {username}": password})

    def delete_password(self, service, username):
        kept = self._all()
        del kept[f"{service} {username}"]
        self._write(kept)
