"""Aggregates over many ranges ``[start, stop)`` of one array, without differences of sums.

A range of a hundred values is reduced as it is. Where ranges are long, as for a terminal
with a million events, whole blocks are reduced first: the cost of a range then grows with
the square root of its length. Nothing is subtracted, so nothing cancels: a sum has the
precision of adding up its own values.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Places = NDArray[np.int64]

_BLOCK = 256
_LONG = 1024
_PIECE = 1 << 17  # what is written out at once stays in the cache


def reduce(ufunc: np.ufunc, values: Array, starts: Places, stops: Places, empty: float) -> Array:
    """A ufunc (``np.add``, ``np.minimum``, ``np.maximum``) over each range."""
    if not _are_long(starts, stops):
        return _reduce(ufunc, values, starts, stops, empty)
    head, first, last, tail = _blocks(starts, stops)
    blocks = ufunc.reduceat(values, np.arange(0, len(values), _BLOCK))
    result = _reduce(ufunc, values, starts, head, empty)
    result = ufunc(result, reduce(ufunc, blocks, first, last, empty))
    whole: Array = ufunc(result, _reduce(ufunc, values, tail, stops, empty))
    return whole


def _reduce(ufunc: np.ufunc, values: Array, starts: Places, stops: Places, empty: float) -> Array:
    result = np.full(len(starts), empty)
    some = np.flatnonzero(stops > starts)
    if not len(some):
        return result
    # reduceat reduces from each index to the next one: here from start to stop, then on to
    # the next start, which is thrown away. One value more makes every stop an index.
    edges = np.empty(2 * len(some), np.int64)
    edges[::2], edges[1::2] = starts[some], stops[some]
    result[some] = ufunc.reduceat(np.append(values, values[-1:]), edges)[::2]
    return result


def squares(values: Array, starts: Places, stops: Places, centres: Array) -> Array:
    """The sum of squared distances from a centre, over each range."""
    ones = np.ones(len(values))
    if not _are_long(starts, stops):
        return _squares(values, ones, starts, stops, centres)
    head, first, last, tail = _blocks(starts, stops)
    begin = np.arange(0, len(values), _BLOCK)
    end = np.minimum(begin + _BLOCK, len(values))
    means = np.add.reduceat(values, begin) / (end - begin)
    inside = _squares(values, ones, begin, end, means)
    # The squares about another centre: those about the mean, and its distance for each value.
    result = reduce(np.add, inside, first, last, 0.0)
    result += _squares(means, (end - begin).astype(float), first, last, centres)
    result += _squares(values, ones, starts, head, centres)
    return result + _squares(values, ones, tail, stops, centres)


def _squares(values: Array, weights: Array, starts: Places, stops: Places, centres: Array) -> Array:
    result = np.zeros(len(starts))
    for part, members, owner in _pieces(starts, stops):
        away = values[members] - centres[part][owner]
        away *= away * weights[members]
        result[part] = np.bincount(owner, weights=away, minlength=part.stop - part.start)
    return result


def distinct(codes: Places, starts: Places, stops: Places) -> Array:
    """How many different codes, over each range: those that were not seen since its start."""
    before = _previous(codes)
    if _are_long(starts, stops):
        return _new_in_tree(before, starts, stops)
    result = np.zeros(len(starts), np.int64)
    for part, members, owner in _pieces(starts, stops):
        new = before[members] < starts[part][owner]
        result[part] = np.bincount(owner, weights=new, minlength=part.stop - part.start)
    return result


def _new_in_tree(before: Places, starts: Places, stops: Places) -> Array:
    """The same by a merge sort tree: in nodes of 1, 2, 4 ... places, sorted, by binary search."""
    result = np.zeros(len(starts), np.int64)
    low, high = starts.copy(), np.maximum(stops, starts)
    large = len(before) + 2
    for level in range(max(len(before), 1).bit_length() + 1):
        nodes = np.arange(len(before)) >> level
        keys = np.sort(nodes * large + before + 1, kind="stable")
        for edge, step in ((low, 0), (high, -1)):
            odd = np.flatnonzero((low < high) & (edge & 1 == 1))
            node = edge[odd] + step
            found = np.searchsorted(keys, node * large + starts[odd] + 1)
            result[odd] += found - (node << level)
            edge[odd] += 1 + 2 * step
        low >>= 1
        high >>= 1
    return result


def _are_long(starts: Places, stops: Places) -> bool:
    return bool(np.maximum(stops - starts, 0).sum() > _LONG * len(starts))


def _blocks(starts: Places, stops: Places) -> tuple[Places, Places, Places, Places]:
    """Of each range: the end before whole blocks, the first and last block, where they end."""
    first = -(-starts // _BLOCK)
    last = np.maximum(stops // _BLOCK, first)
    head = np.minimum(first * _BLOCK, stops)
    tail = np.maximum(np.minimum(last * _BLOCK, stops), head)
    return head, first, last, tail


def _previous(codes: Places) -> Places:
    """The place of the last equal code before each place; -1 where there is none."""
    order = np.argsort(codes, kind="stable")
    before = np.full(len(codes), -1, np.int64)
    same = codes[order[1:]] == codes[order[:-1]]
    before[order[1:][same]] = order[:-1][same]
    return before


def _pieces(starts: Places, stops: Places) -> Iterator[tuple[slice, Places, Places]]:
    """Ranges written out, some at a time: which ranges, their places, the owner of each."""
    sizes = np.maximum(stops - starts, 0)
    ends = np.cumsum(sizes)
    begin = 0
    while begin < len(starts):
        done = ends[begin - 1] if begin else 0
        end = max(int(np.searchsorted(ends, done + _PIECE, side="right")), begin + 1)
        part = slice(begin, end)
        owner = np.repeat(np.arange(end - begin), sizes[part])
        offsets = ends[part] - sizes[part] - done
        members = np.arange(len(owner)) - offsets[owner] + starts[part][owner]
        yield part, members, owner
        begin = end
