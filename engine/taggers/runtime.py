"""An ONNX session with sane settings. It reports the provider that really runs."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime as ort

from engine.errors import PackError

log = logging.getLogger(__name__)

CUDA, CPU = "CUDAExecutionProvider", "CPUExecutionProvider"
# On processors the fused kernel takes several times as long as the two that it replaces.
_SLOWER = ["SkipLayerNormFusion"]


class OnnxSession:
    """A network loaded from a file, or from the bytes `network` that were read from it.

    The file is read as bytes, because native loaders fail on non-ASCII paths on Windows. Raises `PackError` when ONNX
    Runtime cannot load it.
    """

    def __init__(self, file: Path, *, threads: int | None = None, network: bytes | None = None) -> None:
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads or os.cpu_count() or 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # Every batch has its own lengths: a plan of memory for each would only be kept.
        options.enable_mem_pattern = False
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        wanted = [provider for provider in (CUDA, CPU) if provider in ort.get_available_providers()]
        if CUDA in wanted:
            # From the CUDA wheels beside it; without this a listed provider falls back in silence.
            ort.preload_dlls()
        try:
            self._session = ort.InferenceSession(
                file.read_bytes() if network is None else network,
                options,
                providers=wanted,
                disabled_optimizers=[] if CUDA in wanted else _SLOWER,
            )
        except Exception as error:  # ONNX Runtime raises its own unrelated exception types.
            raise PackError(f"{file}: ONNX Runtime cannot load this network ({type(error).__name__}).") from None
        self.outputs = tuple(output.name for output in self._session.get_outputs())
        self.lost_gpu = CUDA in wanted and self.provider != CUDA
        if self.lost_gpu:
            log.warning("%s is there but did not start; %s runs instead", CUDA, self.provider)

    @property
    def provider(self) -> str:
        """The provider that runs, which is not always the one that was asked for."""
        return str(self._session.get_providers()[0])

    def run(
        self, inputs: dict[str, npt.NDArray[np.int64]], outputs: Sequence[str] = ()
    ) -> dict[str, npt.NDArray[np.float32]]:
        """These outputs, or all."""
        wanted = tuple(outputs) or self.outputs
        return dict(zip(wanted, self._session.run(wanted, inputs), strict=True))
