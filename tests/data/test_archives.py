"""A folder, or a zip as if it were one."""

import struct
import zipfile
from pathlib import Path

import pytest

from recsys.data import archives
from recsys.data.limits import Limits
from recsys.errors import BadInput

WANTED = ("ratings.csv", "movies.csv")


def zipped(folder: Path, members: dict[str, str], name: str = "films.zip") -> Path:
    with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    return folder / name


def contents(path: Path) -> dict[str, str]:
    with archives.unpacked(path, archives.find(path, WANTED)) as files:
        return {name: file.read_text() for name, file in files.items()}


def refusal(path: Path, **given: Limits) -> str:
    with pytest.raises(BadInput) as caught, archives.unpacked(path, archives.find(path, WANTED), **given):
        pytest.fail("nothing may be read of this")
    return str(caught.value)


def patched(path: Path, offset: int, value: bytes) -> Path:
    """The zip with some bytes of its first central directory entry changed; zipfile itself would not write such."""
    content = bytearray(path.read_bytes())
    start = content.index(b"PK\x01\x02") + offset
    content[start : start + len(value)] = value
    path.write_bytes(content)
    return path


def test_a_folder_s_files_are_read_where_they_are(tmp_path: Path) -> None:
    (tmp_path / "ratings.csv").write_text("r")
    (tmp_path / "links.csv").write_text("l")
    assert archives.find(tmp_path, WANTED) == {"ratings.csv": "ratings.csv"}
    with archives.unpacked(tmp_path, {"ratings.csv": "ratings.csv"}) as files:
        assert files == {"ratings.csv": tmp_path / "ratings.csv"}


def test_a_zip_of_too_many_files_is_refused_before_they_are_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = zipped(tmp_path, {f"{number}.csv": "" for number in range(100)} | {"ratings.csv": "r"})
    assert contents(path) == {"ratings.csv": "r"}
    monkeypatch.setattr(archives, "DIRECTORY_BYTES", 1_000)
    assert "films.zip is neither a folder nor a whole zip file (its directory is longer than 1,000 bytes)" in refusal(
        path
    )


@pytest.mark.parametrize("top", ["", "ml-latest/"])
def test_a_zip_s_files_may_lie_in_a_top_folder(tmp_path: Path, top: str) -> None:
    path = zipped(tmp_path, {f"{top}ratings.csv": "r", f"{top}movies.csv": "m", f"__MACOSX/{top}._ratings.csv": "x"})
    assert contents(path) == {"ratings.csv": "r", "movies.csv": "m"}


def test_a_folder_may_hold_the_folder_with_the_files(tmp_path: Path) -> None:
    (tmp_path / "ml").mkdir()
    (tmp_path / "ml" / "ratings.csv").write_text("r")
    assert contents(tmp_path) == {"ratings.csv": "r"}


def test_files_at_the_top_count_before_those_in_folders(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"samples/ratings.csv": "few", "ratings.csv": "all", "a/b/movies.csv": "too deep"})
    assert contents(path) == {"ratings.csv": "all"}


def test_of_several_folders_one_has_to_be_named(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"ml-1m/ratings.csv": "", "ml-2m/ratings.csv": ""})
    assert refusal(path) == ("films.zip holds such files in 2 folders: ml-1m, ml-2m. Give one of these folders.")


def test_only_what_is_wanted_is_unpacked_and_nothing_of_it_stays(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"ratings.csv": "r", "genome-scores.csv": "g"})
    with archives.unpacked(path, archives.find(path, WANTED)) as files:
        folder = files["ratings.csv"].parent
        assert [file.name for file in folder.iterdir()] == ["ratings.csv"]
    assert not folder.exists()


def test_nothing_stays_of_a_zip_that_was_refused_half_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    path = patched(zipped(tmp_path, {"ratings.csv": "r", "movies.csv": "m"}), 16, b"\0\0\0\0")
    assert "films.zip is damaged" in refusal(path)
    assert list((tmp_path / "temporary").iterdir()) == []


def test_a_zip_that_unpacks_to_too_much_is_not_unpacked(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"ratings.csv": "r" * 600, "movies.csv": "m" * 600, "links.csv": "l" * 9_000})
    with archives.unpacked(path, archives.find(path, WANTED), limits=Limits(unpacked_bytes=1_200)) as files:
        assert len(files) == 2
    assert refusal(path, limits=Limits(unpacked_bytes=1_199)) == (
        "films.zip unpacks to 1,200 bytes; at most 1,199 are read. Use a smaller dataset."
    )


def test_a_zip_that_holds_more_than_it_says_is_damaged(tmp_path: Path) -> None:
    path = patched(zipped(tmp_path, {"ratings.csv": "r" * 3_000_000}), 24, struct.pack("<L", 1_000))
    assert "can't be unpacked (Bad CRC-32" in refusal(path, limits=Limits(unpacked_bytes=1_000))


@pytest.mark.parametrize(
    "name", ["../ratings.csv", "ml/../../movies.csv", "/etc/ratings.csv", "..\\x.csv", "C:\\x.csv"]
)
def test_a_zip_with_a_path_that_leads_out_is_refused_as_a_whole(tmp_path: Path, name: str) -> None:
    path = zipped(tmp_path, {"ratings.csv": "r", name: "evil"})
    assert "a path that leads out of it. Use another zip file." in refusal(path)


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("ratings.csv")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "films.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert refusal(tmp_path / "films.zip").startswith("films.zip: ratings.csv is no file but a link or device.")


def test_an_encrypted_file_has_to_be_unpacked_by_its_owner(tmp_path: Path) -> None:
    path = patched(zipped(tmp_path, {"ratings.csv": "r"}), 8, b"\x01")
    assert refusal(path).startswith("films.zip: ratings.csv is encrypted. Unpack it with its password")


def test_a_file_that_does_not_match_its_checksum_is_damaged(tmp_path: Path) -> None:
    path = patched(zipped(tmp_path, {"ratings.csv": "r"}), 16, b"\0\0\0\0")
    assert refusal(path).startswith("films.zip is damaged: ratings.csv can't be unpacked (Bad CRC-32")


def test_an_unknown_way_of_packing_is_named(tmp_path: Path) -> None:
    path = patched(zipped(tmp_path, {"ratings.csv": "r"}), 10, b"\x61")
    assert refusal(path).startswith("films.zip is damaged: ratings.csv can't be unpacked")


@pytest.mark.parametrize("kept", [0, 30, -10])
def test_a_zip_that_is_cut_off_is_no_zip(tmp_path: Path, kept: int) -> None:
    path = zipped(tmp_path, {"ratings.csv": "r" * 100})
    path.write_bytes(path.read_bytes()[:kept])
    assert refusal(path).startswith("films.zip is neither a folder nor a whole zip file")


def test_what_is_not_there_is_said_to_be_not_there(tmp_path: Path) -> None:
    assert refusal(tmp_path / "no").startswith(f"There is no folder or zip file {tmp_path / 'no'}.")
