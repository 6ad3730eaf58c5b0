"""The wire against peers that are slow, loud, malformed or gone."""

import math
import socket
import struct

import numpy
import pandas
import pytest

from labs.runtime.frames import (
    FrameClosed,
    FrameError,
    FrameTimeout,
    FrameTooLong,
    decode_arrays,
    dumps,
    loads,
    recv_frame,
    recv_frame_with_fds,
    send_frame,
)


@pytest.fixture
def pair():
    left, right = socket.socketpair()
    with left, right:
        yield left, right


@pytest.mark.parametrize("value", [None, True, 1, -2.5, "한글", [], {}, {"a": [1, {"b": None}]}, "x" * 100_000])
def test_json_comes_back_equal(pair, value):
    send_frame(pair[0], value)
    assert recv_frame(pair[1], 5) == value


@pytest.mark.parametrize(
    "numbers",
    [
        numpy.arange(6.0),
        numpy.arange(6).reshape(2, 3),
        numpy.zeros((0, 3)),
        numpy.array([True, False]),
        numpy.array([1.5, math.nan, math.inf]),
        numpy.arange(3, dtype="uint8"),
    ],
)
def test_arrays_come_back_equal(pair, numbers):
    send_frame(pair[0], {"data": (numbers,)})
    back = decode_arrays(recv_frame(pair[1], 5))["data"][0]
    numpy.testing.assert_array_equal(back, numbers)
    assert (back.dtype, back.shape) == (numbers.dtype, numbers.shape)


def test_array_likes_and_scalars_travel(pair):
    send_frame(pair[0], [pandas.Series([1.0, 2.0]), numpy.float64(3), numpy.int32(4), numpy.bool_(True), (5, 6)])
    series, *rest = decode_arrays(recv_frame(pair[1], 5))
    assert series.tolist() == [1.0, 2.0]
    assert rest == [3.0, 4, True, [5, 6]]


@pytest.mark.parametrize("value", [object(), {1: 2}, {1, 2}, b"x", numpy.array([object()]), numpy.array(["a"]), 1j])
def test_what_cannot_travel_says_so(pair, value):
    with pytest.raises(FrameError):
        send_frame(pair[0], value)


def test_a_value_that_holds_itself_says_so():
    loop = []
    loop.append(loop)
    with pytest.raises(FrameError):
        dumps(loop)


def test_too_long_a_frame_is_refused_before_it_is_read(pair):
    pair[0].sendall(struct.pack(">I", 1 << 31))
    with pytest.raises(FrameTooLong):
        recv_frame(pair[1], 5, 1000)


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"[" * 100_000, b"9" * 5000, b""])
def test_malformed_frames_are_refused(pair, body):
    pair[0].sendall(struct.pack(">I", len(body)) + body)
    with pytest.raises(FrameError):
        recv_frame(pair[1], 5)


@pytest.mark.parametrize("sent", [b"", b"\0\0", b"\0\0\0\x05ab"])
def test_a_frame_that_never_ends_is_not_waited_for(pair, sent):
    pair[0].sendall(sent)
    with pytest.raises(FrameTimeout):
        recv_frame(pair[1], 0.02)


@pytest.mark.parametrize("sent", [b"", b"\0\0", b"\0\0\0\x05ab"])
def test_a_closed_end_is_told(pair, sent):
    pair[0].sendall(sent)
    pair[0].close()
    with pytest.raises(FrameClosed):
        recv_frame(pair[1], 5)


def test_a_peer_that_does_not_read_is_not_waited_for(pair):
    with pytest.raises(FrameTimeout):
        send_frame(pair[0], "x" * 10_000_000, timeout=0.05)


def test_sending_to_a_closed_end_is_told(pair):
    pair[1].close()
    with pytest.raises(FrameClosed):
        send_frame(pair[0], 1)


@pytest.mark.parametrize(
    "value",
    [
        {"__array__": [1], "dtype": "object"},
        {"__array__": [1], "dtype": "float64", "shape": [5]},
        {"__array__": ["x"], "dtype": "float64"},
        {"__array__": [1], "dtype": "no such type"},
        {"__array__": [[1], [2, 3]]},
        {"__array__": {"a": 1}},
    ],
)
def test_malformed_arrays_are_refused(value):
    with pytest.raises(FrameError):
        decode_arrays(value)


def test_descriptors_travel(pair):
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        send_frame(pair[0], "take", [sock.fileno()])
        value, fds, _ = recv_frame_with_fds(pair[1], 5)
        with socket.socket(fileno=fds[0]) as copy:
            assert (value, copy.getsockname()) == ("take", sock.getsockname())


def test_keys_must_be_text_and_bytes_are_not_json():
    with pytest.raises(FrameError):
        loads(b"\x80\x04K\x01.")  # a pickle
