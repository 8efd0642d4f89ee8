import subprocess

import pytest
from conftest import BINARY


def add_program(folder, name, words):
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / f"rivalry-{name}"
    program.write_text(f'#!/bin/sh\necho {words} "$#" "$@"\nexit 7\n')
    program.chmod(0o755)


def test_an_unknown_command_is_a_program_with_its_arguments_and_exit_code(rivalry):
    add_program(rivalry.folder / "bin", "draw", "from path")
    result = rivalry("draw", "a b", "--help", PATH=f"{rivalry.folder}/bin:/usr/bin:/bin")
    assert result.returncode == 7
    assert result.stdout == "from path 2 a b --help\n"


def test_the_active_virtual_environment_comes_before_path(rivalry):
    add_program(rivalry.folder / "bin", "draw", "from path")
    add_program(rivalry.folder / "venv/bin", "draw", "from venv")
    result = rivalry("draw", PATH=f"{rivalry.folder}/bin:/usr/bin:/bin", VIRTUAL_ENV=str(rivalry.folder / "venv"))
    assert result.stdout == "from venv 0\n"


def test_the_active_environment_comes_first_and_that_of_the_checkout_next(tmp_path):
    binary = tmp_path / "project/build/release/bin/rivalry"
    binary.parent.mkdir(parents=True)
    binary.write_bytes(BINARY.read_bytes())
    binary.chmod(0o755)
    places = {
        "venv": tmp_path / "venv/bin",
        "conda": tmp_path / "conda/bin",
        "project": tmp_path / "project/.venv/bin",
        "beside": binary.parent,
        "path": tmp_path / "bin",
    }
    for name, folder in places.items():
        add_program(folder, "draw", f"from {name}")
    environment = {
        "PATH": f"{tmp_path}/bin:/usr/bin:/bin",
        "VIRTUAL_ENV": str(tmp_path / "venv"),
        "CONDA_PREFIX": str(tmp_path / "conda"),
    }
    for name, folder in places.items():
        shown = subprocess.run([binary, "draw"], env=environment, capture_output=True, text=True).stdout
        assert shown == f"from {name} 0\n"
        (folder / "rivalry-draw").unlink()


def test_an_environment_without_a_name_is_none(rivalry):
    add_program(rivalry.folder / "bin", "draw", "from a folder called bin")
    result = rivalry("draw", VIRTUAL_ENV="", CONDA_PREFIX="")
    assert result.returncode == 2


def test_own_commands_are_not_taken_over(rivalry):
    add_program(rivalry.folder / "bin", "list", "taken over")
    assert "taken over" not in rivalry("list", PATH=f"{rivalry.folder}/bin").stdout


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("rnu", "did you mean run?"),
        ("chekc", "did you mean check?"),
        ("small.toml", "did you mean rivalry run small.toml?"),
        ("zzzzzz", "`rivalry --help` lists the commands"),
        ("../rivalry", "unknown command"),
    ],
)
def test_an_unknown_word_ends_with_2_and_a_suggestion(rivalry, word, meant):
    result = rivalry(word)
    assert result.returncode == 2
    assert f'unknown command "{word}"' in result.stderr
    assert meant in result.stderr


def test_without_the_python_package_plot_says_how_to_get_it(tmp_path):
    binary = tmp_path / "rivalry"
    binary.write_bytes(BINARY.read_bytes())
    binary.chmod(0o755)
    result = subprocess.run([binary, "plot", "x.h5"], env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True)
    assert result.returncode == 2
    assert "scripts/setup.sh" in result.stderr


@pytest.mark.parametrize("command", ["info", "digest"])
@pytest.mark.parametrize(("name", "content"), [("absent.h5", None), ("text.h5", b"hello"), ("empty.h5", b"")])
def test_a_file_that_is_no_result_is_bad_input(rivalry, command, name, content):
    if content is not None:
        (rivalry.folder / name).write_bytes(content)
    result = rivalry(command, name)
    assert result.returncode == 2
    assert name in result.stderr
    assert result.stdout == ""
