"""Files of conversations: what is read from one, and how a fault in one is named."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from dev.evaluate.conversations import Call, Conversation, Expected, Step, Suite
from dev.evaluate.nodes import BadFile
from dev.evaluate.reading import read
from dev.processes import ROOT

WHOLE = """\
settings: settings.yaml
customers:
  Ana: "+5215512345678"
conversations:
  - name: her order
    customer: Ana
    needs: [TOOLS]
    now: "2026-11-24T10:00-06:00"
    pass_rate: 0.5
    settings: {WHEN_CLOSED: tell}
    steps:
      - say: ¿Dónde va mi pedido 1001?
        expect:
          contains: 28
          any_of: [listo, ready]
          not_contains: [Luis]
          regex: "L-\\\\d+"
          language: es
          messages: 1
          entry: false
          source: pedidos.md
          tool: {name: order_status, arguments: {number: L-1001, days: 2}, result: asked}
          knows: true
          hands_over: false
          cost: 0.001
          seconds: 5
          model: {judge: is polite}
      - send: photo.jpg
        quote: 1
        expect: {tool: []}
      - voice: Gracias
        quote: otra cosa
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "settings.yaml").write_text("")
    (tmp_path / "photo.jpg").write_text("")
    return tmp_path / "conversations.yaml"


def faults(file: Path, text: str) -> list[str]:
    file.write_text(text)
    with pytest.raises(BadFile) as problem:
        read(file)
    return str(problem.value).splitlines()


def one(expect: str, *, more: str = "") -> str:
    return f"conversations:\n- name: a\n{more}  steps:\n  - say: hola\n    expect:\n      {expect}\n"


def test_all_that_a_file_may_hold_is_read(file: Path) -> None:
    file.write_text(WHOLE)
    suite = read(file)
    (conversation,) = suite.conversations
    first, second, third = conversation.steps
    assert suite.settings == file.parent / "settings.yaml"
    assert (conversation.name, conversation.customer, conversation.needs) == ("her order", "+5215512345678", ("TOOLS",))
    assert (conversation.settings, conversation.pass_rate) == ({"WHEN_CLOSED": "tell"}, 0.5)
    assert conversation.now
    assert conversation.now.isoformat() == "2026-11-24T10:00:00-06:00"
    assert first.expect == Expected(
        contains=("28",),
        any_of=("listo", "ready"),
        not_contains=("Luis",),
        regex=("L-\\d+",),
        language="es",
        messages=1,
        entry=False,
        source=("pedidos.md",),
        tool=(Call("order_status", {"number": "L-1001", "days": 2}, "asked"),),
        knows=True,
        hands_over=False,
        cost=0.001,
        seconds=5.0,
        model=Expected(judge=("is polite",)),
    )
    assert (second.send, second.quote, second.expect.tool) == (file.parent / "photo.jpg", 1, ())
    assert (third.voice, third.quote, third.said) == ("Gracias", "otra cosa", "Gracias")


def test_tools_are_named_in_three_ways(file: Path) -> None:
    tools = {"tool: book": ("book",), "tool: [book, {name: pay}]": ("book", "pay"), "tool: {name: book}": ("book",)}
    for text, names in tools.items():
        file.write_text(one(text))
        assert [call.name for call in read(file).conversations[0].steps[0].expect.tool or ()] == list(names)


def test_an_entry_is_an_id_or_whether_there_is_one(file: Path) -> None:
    file.write_text(one("entry: hours"))
    assert read(file).conversations[0].steps[0].expect.entry == "hours"


def test_an_unknown_key_is_named_with_its_line_and_the_nearest(file: Path) -> None:
    (fault,) = faults(file, one("contians: hola"))
    place = "conversations.yaml: line 6: conversations[1].steps[1].expect.contians"
    assert fault == f"{place}: there is no such key here; is contains meant?"


@pytest.mark.parametrize(
    ("expect", "said"),
    [
        ("zzz: 1", "there is no such key here; there is contains, any_of"),
        ("messages: one", "messages: it has to be a whole number"),
        ("messages: !x 1", "messages: it has to be a whole number"),
        ("messages: true", "messages: it has to be a whole number"),
        ("cost: -1", "cost: it has to be a number"),
        ("knows: maybe", "knows: it has to be true or false"),
        ("language: fr", "language: it has to be one of es, en, pt"),
        ('regex: "("', "is no regular expression"),
        ("contains: []", "contains: it is empty"),
        ("contains: ''", "contains: it is empty"),
        ("contains: {a: b}", "contains: it has to be a text"),
        ("tool: {nmae: a}", "is name meant?"),
        ("tool: {arguments: {a: 1}}", "tool: name is missing"),
        ("tool: {name: a, arguments: 3}", "arguments: it has to be keys with values"),
        ("model: {model: {knows: true}}", "model.model: there is no such key here"),
        ("{}", "it expects nothing"),
        ("contains: a\n      contains: b", "contains: it is there twice"),
    ],
)
def test_a_wrong_expectation_is_named(expect: str, said: str, file: Path) -> None:
    found = faults(file, one(expect))
    assert any(said in fault for fault in found)
    assert all(fault.startswith("conversations.yaml: line ") for fault in found)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "it is empty"),
        ("- a", "it has to be keys with values, such as settings:"),
        ("conversations: [", "this is not YAML"),
        ("conversations: \x07", "signs that no text has"),
        ("customers: {}", "conversations is missing"),
        ("conversations: []", "there is no conversation in it"),
        ("conversations: {a: b}", "it has to be a list"),
        ("conversations:\n- steps: [{say: a}]", "name is missing"),
        ("conversations:\n- name: a", "steps is missing"),
        ("conversations:\n- {name: a, steps: []}", "it has no step"),
        ("conversations:\n- {name: a, steps: [{quote: 1}]}", "it says nothing"),
        ("conversations:\n- {name: a, steps: [{send: photo.jpg, voice: b}]}", "two files"),
        ("conversations:\n- {name: a, steps: [{say: a, quote: 1}]}", "step 1 quotes step 1"),
        ("conversations:\n- {name: a, steps: [{send: none.jpg}]}", "there is no such file"),
        ("conversations:\n- {name: a, steps: [{send: ../secret}]}", "has to lie in the folder"),
        (
            "conversations:\n- {name: a, customer: An, steps: [{say: a}]}\ncustomers: {Ana: '+5215512345678'}",
            "is Ana meant",
        ),
        ("conversations:\n- {name: a, customer: An, steps: [{say: a}]}", "An is no number"),
        ("conversations:\n- {name: a, now: '2026-11-24 10:00', steps: [{say: a}]}", "a time with its zone"),
        ("conversations:\n- {name: a, now: soon, steps: [{say: a}]}", "a time with its zone"),
        ("conversations:\n- {name: a, pass_rate: 2, steps: [{say: a}]}", "a number from 0 to 1"),
        (
            "conversations:\n- &a {name: a, steps: [{say: a}]}\n- {name: a, steps: [{say: a}]}",
            "the name a is there twice",
        ),
        ("customers: {Ana: '55'}\nconversations:\n- {name: a, steps: [{say: a}]}", "Ana's number has to be"),
        ("settings: none.yaml\nconversations:\n- {name: a, steps: [{say: a}]}", "there is no such file"),
    ],
)
def test_a_wrong_file_is_named_with_the_remedy(text: str, said: str, file: Path) -> None:
    assert any(said in fault for fault in faults(file, text))


def test_the_time_of_all_conversations_may_be_set_and_one_may_have_its_own(file: Path) -> None:
    steps, now = "steps: [{say: a}]", "2026-11-24T10:00-06:00"
    each = [f"- {{name: a, {steps}}}", f"- {{name: b, now: real, {steps}}}"]
    file.write_text("\n".join([f'now: "{now}"', "conversations:", *each]))
    first, second = read(file).conversations
    assert first.now
    assert (first.now.isoformat(), second.now) == ("2026-11-24T10:00:00-06:00", None)


def test_all_faults_are_told_at_once_in_the_order_of_the_file(file: Path) -> None:
    found = faults(file, one("cost: a\n      knows: b", more="  nedes: [FAQ]\n"))
    assert [fault.split(": ")[1] for fault in found] == ["line 3", "line 7", "line 8"]


def test_a_file_that_is_not_there_or_of_another_encoding_is_a_sentence(file: Path) -> None:
    with pytest.raises(BadFile, match="CONVERSATIONS=path"):
        read(file)
    file.write_bytes(b"\xff")
    with pytest.raises(BadFile, match="UTF-8"):
        read(file)


def test_the_page_explains_every_key_and_no_other() -> None:
    page = (ROOT / "docs" / "evaluate.md").read_text()
    named = re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)
    kinds: tuple[type, ...] = (Suite, Conversation, Step, Expected)
    known = {each.name for kind in kinds for each in fields(kind)} - {"path"}
    assert set(named) == known | {"customers"}


def test_the_conversations_of_the_page_are_read(file: Path) -> None:
    (example,) = re.findall(
        r"^```yaml\n(.*?)^```", (ROOT / "docs" / "evaluate.md").read_text(), re.MULTILINE | re.DOTALL
    )
    file.write_text(example)
    assert [len(each.steps) for each in read(file).conversations] == [1, 3]


def test_the_bakery_has_forty_conversations() -> None:
    assert len(read(ROOT / "examples" / "bakery" / "conversations.yaml").conversations) == 40
