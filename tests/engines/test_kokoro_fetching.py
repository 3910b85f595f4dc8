import hashlib
import io
import urllib.error
import urllib.request
from contextlib import contextmanager

import pytest
from click.testing import CliRunner

from audiobook.cli.main import cli
from audiobook.engines.kokoro import fetching, files
from audiobook.errors import EngineError, OutputError

DATA = bytes(range(256)) * 400
WANTED = fetching.Wanted("https://example.org/model.onnx", "model.onnx", len(DATA), hashlib.sha256(DATA).hexdigest())


class Server:
    """Answers like a file server: whole, or from where it is asked, or cut off after ``most`` bytes."""

    def __init__(self, data=DATA, *, ranges=True, most=None):
        self.data, self.ranges, self.most, self.asked = data, ranges, most, []

    @contextmanager
    def __call__(self, request):
        asked = request.get_header("Range")
        self.asked.append(asked)
        start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked and self.ranges else 0
        body = io.BytesIO(self.data[start : None if self.most is None else start + self.most])
        yield type("Answer", (), {"status": 206 if start else 200, "read": body.read})


def fetch(folder, server):
    told = []
    return fetching.fetch(WANTED, folder, told.append, server), told


def test_what_is_fetched_is_whole_and_told(tmp_path):
    path, told = fetch(tmp_path / "new", Server())
    assert path.read_bytes() == DATA
    assert told[-1] == len(DATA)
    assert fetching.is_there(WANTED, tmp_path / "new")
    assert [each.name for each in path.parent.iterdir()] == ["model.onnx"]


@pytest.mark.parametrize("ranges", [True, False])
def test_a_broken_download_is_gone_on_with(tmp_path, ranges):
    with pytest.raises(EngineError, match="too early") as caught:
        fetch(tmp_path, Server(most=70_000))
    assert "goes on" in caught.value.hint
    assert not (tmp_path / "model.onnx").exists()
    server = Server(ranges=ranges)
    assert fetch(tmp_path, server)[0].read_bytes() == DATA
    assert server.asked == ["bytes=70000-"]


def test_other_contents_are_thrown_away(tmp_path):
    with pytest.raises(EngineError, match="other contents"):
        fetch(tmp_path, Server(bytes(len(DATA))))
    assert list(tmp_path.iterdir()) == []


def test_an_endless_answer_is_cut_at_the_known_length(tmp_path):
    path, _ = fetch(tmp_path, Server(DATA + b"more" * 100_000))
    assert path.read_bytes() == DATA


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (urllib.error.URLError("no route"), EngineError),
        (urllib.error.HTTPError(WANTED.url, 404, "Not Found", {}, None), EngineError),
        (ConnectionResetError("reset"), EngineError),
        (TimeoutError("slow"), EngineError),
        (PermissionError(13, "Permission denied"), OutputError),
    ],
)
def test_what_goes_wrong_is_said_without_a_traceback(tmp_path, error, kind):
    def failing(_request):
        raise error

    with pytest.raises(kind, match=r"model\.onnx"):
        fetch(tmp_path, failing)


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/x", "file:///etc/passwd", "ftp://127.0.0.1/x"])
def test_nothing_but_https_is_opened(address, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "ftp_proxy"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(urllib.error.URLError, match="unknown url type"):
        fetching.https_only()(urllib.request.Request(address))  # noqa: S310 - it is refused


def test_all_that_can_be_fetched_has_a_fixed_digest():
    assert {wanted.name for wanted in fetching.WANTED} == {files.MODEL_FILE, files.VOICES_FILE}
    for wanted in fetching.WANTED:
        assert wanted.url.startswith("https://")
        assert len(bytes.fromhex(wanted.sha256)) == 32


def test_the_command_fetches_only_what_is_not_there(tmp_path, monkeypatch):
    second = fetching.Wanted("https://example.org/v", "v.bin", 3, hashlib.sha256(b"abc").hexdigest())
    monkeypatch.setattr(fetching, "WANTED", (WANTED, second))
    monkeypatch.setattr(fetching, "https_only", lambda: Server(b"abc"))
    (tmp_path / "model.onnx").write_bytes(DATA)
    result = CliRunner().invoke(cli, ["voices", "fetch", "kokoro", "--to", str(tmp_path)])
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines() == [str(tmp_path / "model.onnx"), str(tmp_path / "v.bin")]
    assert "model.onnx is already there" in result.stderr
    assert (tmp_path / "v.bin").read_bytes() == b"abc"


def test_the_command_knows_no_other_voices():
    result = CliRunner().invoke(cli, ["voices", "fetch", "nobody"])
    assert result.exit_code == 2
    assert "kokoro" in result.output
