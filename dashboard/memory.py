"""Memory that is free but still held: what a large piece of work leaves behind, given back to the machine."""

from __future__ import annotations

import ctypes
import gc

import pyarrow as pa

_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8  # of glibc's malloc.h
_LARGE = 4 * 2**20


def give_large_ones_back() -> None:
    """Lets each large array go back to the system as soon as it is freed, and threads share their pools; for glibc.

    By itself glibc takes to keeping what is as large as anything that was freed before, in a pool for each thread that
    ever ran: with a million events that is half a gigabyte of holes.
    """
    try:
        libc = ctypes.CDLL("libc.so.6")
        libc.mallopt(_M_MMAP_THRESHOLD, _LARGE)
        libc.mallopt(_M_ARENA_MAX, 2)
    except (AttributeError, OSError):
        return


def give_back() -> None:
    """Collects what nobody refers to, and lets Arrow's and the C library's pools go; without glibc, Arrow's alone."""
    gc.collect()
    pa.default_memory_pool().release_unused()
    try:
        ctypes.CDLL("libc.so.6").malloc_trim(0)
    except (AttributeError, OSError):  # another C library: it has its own ways
        return
