"""Look into a network's file and name one more of its inner values as an output, without ONNX's own library.

Only tags and lengths of protocol buffers are read (https://protobuf.dev/programming-guides/encoding). Messages merge
when they stand one behind the other, so that an output is declared by a few bytes at the end of the file.
"""

from __future__ import annotations

from collections.abc import Iterator

# Field numbers of onnx.proto: ModelProto.graph, GraphProto.node and .output, NodeProto.input and .op_type.
_GRAPH, _NODE, _OUTPUT, _INPUT, _OP_TYPE, _NAME = 7, 1, 12, 1, 4, 1
_LENGTH_DELIMITED = 2
_FIXED = {1: 8, 5: 4}


def unit_states(network: bytes) -> str:
    """The name of the encoder's last states [B, T, H] in a tagger's network, empty where there are none.

    It is what both the first and the last pieces of units are gathered from.
    """
    seen: set[bytes] = set()
    for number, graph in _fields(memoryview(network)):
        for kind, node in _fields(graph) if number == _GRAPH else ():
            if kind != _NODE:
                continue
            parts = [(part, bytes(value)) for part, value in _fields(node) if part in (_INPUT, _OP_TYPE)]
            if (_OP_TYPE, b"GatherElements") in parts:
                source = next(value for part, value in parts if part == _INPUT)
                if source in seen:
                    return source.decode()
                seen.add(source)
    return ""


def with_output(network: bytes, name: str) -> bytes:
    """The network with the inner value of that name as its last output."""
    output = _field(_OUTPUT, _field(_NAME, name.encode()))
    return network + _field(_GRAPH, output)


def _fields(message: memoryview) -> Iterator[tuple[int, memoryview]]:
    """The numbers of a message's fields with their bytes. Raises `IndexError` or `ValueError` for what is none."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        number, kind = key >> 3, key & 7
        if kind == _LENGTH_DELIMITED:
            size, at = _varint(message, at)
        elif kind == 0:
            size = _varint(message, at)[1] - at
        elif kind in _FIXED:
            size = _FIXED[kind]
        else:
            raise ValueError("this is no protocol buffer")
        yield number, message[at : at + size]
        at += size


def _varint(message: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def _field(number: int, content: bytes) -> bytes:
    return _as_varint(number << 3 | _LENGTH_DELIMITED) + _as_varint(len(content)) + content


def _as_varint(value: int) -> bytes:
    found = bytearray()
    while value >= 0x80:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*found, value])
