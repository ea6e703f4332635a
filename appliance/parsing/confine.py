"""The walls around a child that parses a stranger's file; each is put up where the kernel has it.

- network namespace (in the server, so that the libraries' own start is inside): no interface, not even a route to this
  machine. Needs unprivileged user namespaces, which some distributions and containers forbid.
- seccomp: no socket at all (Unix ones too, which a namespace lets through), no new process, no signal to another
  process, no look into one. Works without privilege, in containers too.
- Landlock (Linux 5.13): the file system is shut but for reading Python and its libraries; no key, no database.
- limits: address space, CPU seconds, no byte written to any file, few descriptors, no core dump.

One of the first two must hold, or nothing is parsed.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import struct
import sys
from pathlib import Path

DESCRIPTORS = 64
CPU_SLACK_S = 5  # beyond the wall clock, which ends a child first
_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 22, 38
_CLONE_NEWUSER, _CLONE_NEWNET, _CLONE_THREAD = 0x10000000, 0x40000000, 0x10000
_EPERM, _ENOSYS = 1, 38
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # classic BPF

#: machine → (audit architecture, clone, clone3, the refused calls by number)
_CALLS = {
    # socket connect bind socketpair fork vfork execve kill ptrace tkill rt_sigqueueinfo process_vm_* execveat io_uring_setup
    # pidfd_open pidfd_send_signal pidfd_getfd
    "x86_64": (0xC000003E, 56, 435, (41, 42, 49, 53, 57, 58, 59, 62, 101, 200, 129, 310, 311, 322, 425, 434, 424, 438)),
    # the same; this machine has no fork and no vfork
    "aarch64": (0xC00000B7, 220, 435, (198, 203, 200, 199, 221, 129, 117, 130, 138, 270, 271, 281, 425, 434, 424, 438)),
}
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446  # the same number on every machine
_LANDLOCK_READ = 0b1100  # read a file, list a folder
_LANDLOCK_RIGHTS = {1: 13, 2: 14}  # ABI → number of file-system rights; 3 and later: 15 (truncate)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def leave_network() -> bool:
    """Move this process and its children into a network namespace without any interface; did it work?"""
    return bool(_libc().unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0)


def die_with_parent(signal: int) -> None:
    """Ask for a signal when the process that started this one ends."""
    _libc().prctl(_PR_SET_PDEATHSIG, signal, 0, 0, 0)


def confine(memory_mb: int, seconds: float, *, has_network: bool) -> bool:
    """Put up every wall around this process, for good; is it shut off from the network?"""
    _limit(memory_mb, seconds)
    if _libc().prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return not has_network
    _shut_files()
    return _shut_calls() or not has_network


def address_space_mb() -> int:
    """Return the megabytes of address space that this process has."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize() >> 20


def peak_mb() -> int:
    """Return the most megabytes that this process has had resident.

    Not ru_maxrss: that is carried over exec, so it tells of whoever started this process.
    """
    lines = Path("/proc/self/status").read_text().splitlines()
    return next((int(line.split()[1]) >> 10 for line in lines if line.startswith("VmHWM:")), 0)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _limit(memory_mb: int, seconds: float) -> None:
    cpu = int(seconds) + CPU_SLACK_S
    for what, most in (
        (resource.RLIMIT_AS, address_space_mb() + memory_mb << 20),
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, DESCRIPTORS),
        (resource.RLIMIT_CORE, 0),  # a core file would hold the document
    ):
        resource.setrlimit(what, (most, most))


def _readable_folders() -> list[str]:
    package = Path(__file__).resolve().parents[1]
    libraries = [path for path in sys.path if path.startswith((sys.prefix, sys.base_prefix))]
    system = ["/usr", "/lib", "/lib64", "/etc/localtime", "/dev/urandom", "/dev/null"]
    return [*libraries, f"{sys.base_prefix}/lib", str(package), *system]


def _shut_files() -> bool:
    libc = _libc()
    abi = libc.syscall(_LANDLOCK_CREATE, None, 0, 1)
    if abi < 1:
        return False
    rights = ctypes.create_string_buffer(struct.pack("=Q", (1 << _LANDLOCK_RIGHTS.get(abi, 15)) - 1))
    rules = libc.syscall(_LANDLOCK_CREATE, rights, 8, 0)
    if rules < 0:
        return False
    for folder in _readable_folders():
        if os.path.exists(folder):
            handle = os.open(folder, os.O_PATH | os.O_CLOEXEC)
            read = _LANDLOCK_READ if os.path.isdir(folder) else 0b100
            libc.syscall(_LANDLOCK_ADD, rules, 1, ctypes.create_string_buffer(struct.pack("=Qi", read, handle)), 0)
            os.close(handle)
    shut: bool = libc.syscall(_LANDLOCK_RESTRICT, rules, 0) == 0
    os.close(rules)
    return shut


def _shut_calls() -> bool:
    """Install a seccomp filter; False where this machine's call numbers are not in the table."""
    if platform.machine() not in _CALLS:
        return False
    architecture, clone, clone3, refused = _CALLS[platform.machine()]
    refusal = (_RETURN, 0, 0, _ERRNO | _EPERM)
    program = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, architecture), (_RETURN, 0, 0, _KILL), (_LOAD, 0, 0, 0)]
    program += [(_AT_LEAST, 0, 1, 0x40000000), refusal]  # the second numbering of x86
    # glibc asks clone3 first, whose flags a filter cannot see, and takes clone where there is none
    program += [(_EQUAL, 0, 1, clone3), (_RETURN, 0, 0, _ERRNO | _ENOSYS)]
    for number in refused:
        program += [(_EQUAL, 0, 1, number), refusal]
    program += [(_EQUAL, 0, 3, clone), (_LOAD, 0, 0, 16), (_ANY_BIT, 1, 0, _CLONE_THREAD), refusal]
    program += [(_RETURN, 0, 0, _ALLOW)]
    code = b"".join(struct.pack("=HBBI", *line) for line in program)
    wanted = _Program(len(program), code)
    return bool(_libc().prctl(_PR_SET_SECCOMP, 2, ctypes.byref(wanted), 0, 0) == 0)
