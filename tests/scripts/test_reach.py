"""What the harness that watches system calls takes for a foreign file or the network."""

from pathlib import Path

import pytest
from reach import allowed_reads, strange

FOLDER = Path("/tmp/reach-1")  # noqa: S108 - a name in texts; nothing is made there
READS = allowed_reads(FOLDER / "books" / "a.epub", FOLDER)


@pytest.mark.parametrize(
    "call",
    [
        '7 openat(AT_FDCWD, "/home/ann/.ssh/id_rsa", O_RDONLY|O_CLOEXEC) = 3',
        '7 openat(AT_FDCWD, "/etc/shadow", O_RDONLY) = 3',
        '7 openat(AT_FDCWD, "/usr/lib/x.py", O_WRONLY|O_CREAT|O_TRUNC, 0666) = 3',
        '7 rename("/tmp/reach-1/a", "/home/ann/a") = 0',
        '7 unlink("/home/ann/a") = 0',
        "7 socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, IPPROTO_TCP) = 3",
        '7 connect(3, {sa_family=AF_INET6, sin6_port=htons(443), sin6_addr="::1"}, 28) = -1 EINPROGRESS',
    ],
)
def test_what_is_strange(call):
    assert strange(call, READS, FOLDER)


@pytest.mark.parametrize(
    "call",
    [
        '7 openat(AT_FDCWD, "/usr/lib/x.so", O_RDONLY|O_CLOEXEC) = 3',
        '7 openat(AT_FDCWD, "/tmp/reach-1/books/a.audiobook/takes/k.flac", O_RDWR|O_CREAT, 0666) = 3',
        '7 openat(AT_FDCWD, "/home/ann/none", O_RDONLY) = -1 ENOENT (No such file or directory)',
        '7 rename("/tmp/reach-1/a", "/tmp/reach-1/b") = 0',
        "7 socket(AF_UNIX, SOCK_STREAM|SOCK_CLOEXEC, 0) = 3",
    ],
)
def test_what_is_not(call):
    assert not strange(call, READS, FOLDER)
