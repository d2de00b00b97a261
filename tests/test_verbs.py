"""The lesser verbs: new, clean, doctor; and what `--help` says."""

from __future__ import annotations

import re

import pytest
from typer import Context

from editors import CHINESE, HAN, files_of, small
from press_tools import ENGLISH, article, call, write_book
from wenxuan.cli import app
from wenxuan.cli_help import HELP, explained
from wenxuan.output import MARKER, locked

# --- new ------------------------------------------------------------------------------------


def test_new_begins_a_publication_that_lints_clean(tmp_path):
    """`new` writes a publication, names its files and the next step; `lint` finds nothing in it."""
    run = call("new", "my book", cwd=tmp_path)
    assert run.returncode == 0
    assert "publication.yaml" in run.stdout
    linted = call("lint", "my book", cwd=tmp_path)
    assert (linted.returncode, linted.stderr) == (0, "")


@pytest.mark.slow
def test_what_new_begins_can_be_built(tmp_path):
    """The first build of a new publication makes all three editions without a finding."""
    assert call("new", "x", cwd=tmp_path).returncode == 0
    run = call("build", "x", cwd=tmp_path)
    said = [line for line in run.stderr.splitlines() if not line.startswith("x: ")]
    assert (run.returncode, said) == (0, [])
    made = sorted(files_of(tmp_path / "build" / "x"))
    assert made == ["report.html", "report.json", "x-cover.pdf", "x-print.pdf", "x.epub", "x.pdf"]


@pytest.mark.parametrize("name", ['a"b', "a: b", "a\\b", "# a", "{a}"])
def test_new_accepts_awkward_names(tmp_path, name):
    """A folder whose name is special in YAML still gets a publication that lints clean."""
    assert call("new", name, cwd=tmp_path).returncode == 0
    run = call("lint", name, cwd=tmp_path)
    assert (run.returncode, run.stderr) == (0, "")


def test_new_overwrites_nothing(tmp_path):
    """`new` into a folder with a file, or onto a file, leaves with 2 and changes nothing."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a.md").write_text("mine", encoding="utf-8")
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    before = files_of(tmp_path)
    for name in ("full", "file"):
        run = call("new", name, cwd=tmp_path)
        assert run.returncode == 2
        assert name in run.stderr
    assert files_of(tmp_path) == before


def test_new_into_an_empty_folder(tmp_path):
    """An empty folder is as good as none; hidden leftovers count as content."""
    (tmp_path / "empty").mkdir()
    assert call("new", "empty", cwd=tmp_path).returncode == 0


def test_new_where_nothing_can_be_written(tmp_path):
    """`new` below a file is an error of usage or content in one line, not a fault of ours."""
    (tmp_path / "file").write_text("x", encoding="utf-8")
    run = call("new", "file/x", cwd=tmp_path)
    assert run.returncode in (1, 2), run.stderr


# --- clean, doctor, help --------------------------------------------------------------------


def test_clean_removes_its_own_folder_only(tmp_path):
    """`clean` removes a folder that build made, accepts none, and refuses any other with 2."""
    with locked(tmp_path / "build"):
        pass
    assert call("clean", cwd=tmp_path).returncode == 0
    assert not (tmp_path / "build").exists()
    assert call("clean", cwd=tmp_path).returncode == 0
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.jpg").write_text("x", encoding="utf-8")
    run = call("clean", "--out", "photos", cwd=tmp_path)
    assert run.returncode == 2
    assert "photos" in run.stderr
    assert (tmp_path / "photos" / "a.jpg").is_file()


def test_clean_of_one_publication_leaves_the_others(tmp_path):
    """`clean --book` deletes the outputs of one publication; a path is wrong usage."""
    out = tmp_path / "build"
    for name in ("one", "two"):
        (out / name).mkdir(parents=True)
    (out / MARKER).touch()
    (tmp_path / "three").mkdir()
    assert call("clean", "--book", "one", cwd=tmp_path).returncode == 0
    assert call("clean", "--book", "../three", cwd=tmp_path).returncode == 2
    assert not (out / "one").exists()
    assert (out / "two").is_dir()
    assert (tmp_path / "three").is_dir()


def test_building_into_a_foreign_folder_does_not_make_it_ours(tmp_path):
    """`clean` spares the user's own files in a folder that once served as `--out`."""
    write_book(tmp_path / "b", {"a.md": article("见[](no.md)。")})
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("mine", encoding="utf-8")
    call("build", "b", "--out", "mine", cwd=tmp_path)
    call("clean", "--out", "mine", cwd=tmp_path)
    assert (tmp_path / "mine" / "letter.txt").is_file()


def test_doctor_knows_this_machine():
    """`doctor` leaves with 0 where builds work and names what they need."""
    run = call("doctor")
    assert run.returncode == 0, run.stdout
    for name in ("Python", "weasyprint", "Pango", "fonts"):
        assert re.search(rf"^ok    {name}: ", run.stdout, re.MULTILINE), name
    assert "MISS" not in run.stdout


VERBS = sorted(
    ["build", "check", "clean", "dist", "doctor", "import", "impose", "lint", "new", "preflight"]
)


def test_the_doctor_speaks_chinese(monkeypatch):
    """In a Chinese locale the doctor's states and cures are Chinese."""
    monkeypatch.setattr("wenxuan.doctor.shutil.which", lambda _name: None)
    monkeypatch.setattr("wenxuan.doctor.native_versions", lambda: {"pango": "missing (x)"})
    zh, en = (call("doctor", env=env).stdout for env in (CHINESE, ENGLISH))
    assert "都与清单相符" in zh
    assert "没有（页面成像）" in zh
    assert "Pango: 缺少" in zh
    assert "faces" not in zh
    assert "Pango: missing" in en
    assert not re.search("[\u4e00-\u9fff]", en)


def test_the_summary_counts_warnings_and_speaks_the_locale():
    """The summary has the warnings of a publication, and in Chinese its words are Chinese."""
    from wenxuan.cli_summary import STEP_WORDS

    folder = small().parent
    words = ("build", "small", "--edition", "print", "--out", "out")
    zh, en = (call(*words, cwd=folder, env=env).stdout for env in (CHINESE, ENGLISH))
    assert "警告" in zh
    assert STEP_WORDS["print"] in zh
    assert re.search(r"^publication +edition +pages +KB +warnings +file", en, re.MULTILINE)
    assert re.search(r" print +\d+ +\d+ +0 +out/", en)


def test_help_lists_what_works():
    """`--help` lists exactly the verbs that do something."""
    run = call("--help")
    assert run.returncode == 0
    block = run.stdout[run.stdout.index("Commands:") :]
    verbs = re.findall(r"^  ([a-z]+)  ", block, re.MULTILINE)
    assert sorted(verbs) == VERBS


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_explains_itself(verb):
    """Each verb has a help that leaves with 0."""
    run = call(verb, "--help")
    assert run.returncode == 0
    assert "Usage:" in run.stdout


def test_help_has_both_languages_for_every_verb_and_option():
    """Each verb and parameter has a row of its own in both languages, and each row is of one."""
    command = explained(app, "en")
    verbs = {"": command, **command.commands}
    names = {f"{v} {p.name}" for v, verb in verbs.items() for p in verb.params}
    assert set(HELP) == names | set(verbs)
    for key, row in HELP.items():
        assert HAN.search(row.zh), key
        assert not HAN.search(row.en.removeprefix("文选：")), key


@pytest.mark.parametrize("verb", ["", *VERBS])
def test_help_is_of_one_language(verb):
    """In a Chinese locale help has no English sentence or heading, in English no Chinese one."""
    for language in ("zh", "en"):
        command = explained(app, language)
        chosen = command.commands[verb] if verb else command
        text = chosen.get_help(Context(chosen, info_name="wenxuan"))
        assert HELP[verb].zh[:8] in text or language == "en"
        english = re.search(r"Usage|Options|Arguments|Commands|OPTIONS|ARGS|required|default", text)
        assert (english is None) == (language == "zh"), text
        assert bool(HAN.search(text.replace("文选", ""))) == (language == "zh"), text


def test_help_follows_the_locale():
    """The environment's language decides, as for all messages."""
    assert "选项：" in call("build", "--help", env=CHINESE).stdout
    assert "Options:" in call("build", "--help", env=ENGLISH).stdout


def test_the_version_is_said():
    """`--version` says name and version and leaves with 0."""
    from wenxuan import __version__

    run = call("--version")
    assert (run.returncode, run.stdout) == (0, f"wenxuan {__version__}\n")
