import subprocess
import sys
from pathlib import Path

import pytest

from recsys import database, process
from recsys.errors import DamagedFile, Failure

SCHEMA = "CREATE TABLE IF NOT EXISTS notes (text TEXT UNIQUE)"

pytestmark = pytest.mark.usefixtures("home")


def write(text: str) -> None:
    with database.transaction(SCHEMA) as connection:
        connection.execute("INSERT INTO notes VALUES (?)", (text,))


def notes() -> list[str]:
    with database.connect(SCHEMA) as connection:
        return [row["text"] for row in connection.execute("SELECT text FROM notes ORDER BY text")]


def test_modules_share_the_file_and_bring_their_own_tables() -> None:
    write("a")
    with database.connect("CREATE TABLE IF NOT EXISTS others (n INTEGER)") as connection:
        tables = {row["name"] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert tables == {"notes", "others"}
    assert notes() == ["a"]


def test_readers_never_wait_for_a_writer() -> None:
    write("a")
    with database.transaction(SCHEMA) as connection:
        connection.execute("INSERT INTO notes VALUES ('b')")
        assert notes() == ["a"]
    assert notes() == ["a", "b"]


def test_an_exception_takes_the_whole_transaction_back() -> None:
    def write_and_fail() -> None:
        with database.transaction(SCHEMA) as connection:
            connection.execute("INSERT INTO notes VALUES ('a')")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert notes() == []


def test_many_processes_may_be_the_first(home: Path) -> None:
    code = (
        "import sys; from recsys import database\n"
        f"with database.transaction({SCHEMA!r}) as c: c.execute('INSERT INTO notes VALUES (?)', (sys.argv[1],))"
    )
    programs = [subprocess.Popen([sys.executable, "-c", code, str(number)], cwd=process.ROOT) for number in range(6)]
    assert [program.wait() for program in programs] == [0] * 6
    assert notes() == ["0", "1", "2", "3", "4", "5"]
    assert [path.name for path in home.iterdir()] == ["votebook.db"]


@pytest.mark.parametrize("content", [b"", b"not a database" * 1000], ids=["empty", "noise"])
def test_a_file_that_is_not_ours_is_named_with_a_remedy(home: Path, content: bytes) -> None:
    home.mkdir()
    database.path().write_bytes(content)
    with pytest.raises(DamagedFile, match=r"votebook\.db is .* Move it and votebook\.db-wal"):
        notes()
    assert database.path().read_bytes() == content


def test_damage_inside_the_file_is_named() -> None:
    write("a")
    whole = database.path().read_bytes()
    database.path().write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with pytest.raises(DamagedFile, match="malformed"):
        notes()


def test_a_newer_format_is_not_touched() -> None:
    write("a")
    with database.connect(SCHEMA) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(Failure, match=r"format 99, newer than this program's 1\. Update"):
        notes()


def test_a_home_that_cannot_be_made_is_a_sentence(home: Path) -> None:
    home.write_text("a file where the folder should be")
    with pytest.raises(Failure, match=r"votebook\.db can't be used"):
        notes()


def test_a_mistake_in_the_program_keeps_its_own_error() -> None:
    write("a")
    with pytest.raises(Exception, match="UNIQUE constraint failed") as caught:
        write("a")
    assert type(caught.value).__module__ == "sqlite3"
