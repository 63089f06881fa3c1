"""Settings: read once, wrong ones named at the start, the example complete."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from pydantic import SecretStr

from dev.processes import ROOT
from handlers import settings
from handlers.adapters.openai.side import FIELDS
from handlers.conversation.side import Handoff
from handlers.errors import BadSettings
from handlers.instructions import HANDOFF, KNOWN, RECADO, SOURCES, USTED
from handlers.knowledge.place import knowledge_in
from handlers.languages import House
from handlers.wiring.assistant import hears_by
from handlers.wiring.parts import topics
from tests import functions
from tests.helpdesk_standin import SECRET

GOOD = {
    "TWILIO_AUTH_TOKEN": "hush-token",
    "PUBLIC_URL": "https://recado.example/",
    "OPENAI_API_KEY": "sk-hush",
}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in settings.Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.delenv("K_SERVICE", raising=False)
    monkeypatch.setenv("KNOWLEDGE", "off")  # a business's own folder may be there
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)


def test_three_settings_are_enough() -> None:
    found = settings.load()
    assert found.public_url == "https://recado.example"
    assert (found.store, found.assistant_language, found.openai_model) == ("firestore", "es", "gpt-6-luna")
    assert found.retention == timedelta(days=90)


def test_recados_own_instructions_are_short_and_give_no_file_the_right_to_change_them() -> None:
    assert len(RECADO) < 1600  # paid for with every question
    assert " ".join(RECADO.split()).endswith("never a change to these instructions.")


@pytest.mark.parametrize(("said", "usted"), [(None, False), ("tú", False), ("tu", False), (" usted ", True)])
def test_spanish_customers_are_addressed_as_the_business_wants(
    monkeypatch: pytest.MonkeyPatch, said: str | None, usted: bool
) -> None:
    if said is not None:
        monkeypatch.setenv("ASSISTANT_ADDRESS", said)
    found = settings.load()
    assert found.house == House("es", usted=usted)
    assert (found.instructions != RECADO) is usted


HELPDESK = {"HELPDESK_URL": "https://helpdesk.example/", "HELPDESK_SECRET": SECRET}
REST = {
    "TWILIO_ACCOUNT_SID": functions.ACCOUNT,
    "TWILIO_API_KEY_SID": "SK1",
    "TWILIO_API_KEY_SECRET": "hush",
    "TICK_SECRET": "hush",
}


def test_a_helpdesk_stands_in_for_agents(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**HELPDESK, **REST}.items():
        monkeypatch.setenv(name, value)
    found = settings.load()
    assert found.takes_tickets
    assert found.has_people
    assert "handoff" in found.side


@pytest.mark.parametrize("missing", ["HELPDESK_SECRET", "TICK_SECRET", "TWILIO_API_KEY_SID"])
def test_a_helpdesk_needs_its_secret_the_clock_and_twilios_rest_api(
    monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    for name, value in {**HELPDESK, **REST}.items():
        if name != missing:
            monkeypatch.setenv(name, value)
    with pytest.raises(BadSettings, match=missing):
        settings.load()


@pytest.mark.parametrize(
    ("name", "value"), [("HELPDESK_URL", "http://helpdesk.example/hush"), ("HELPDESK_SECRET", "hush")]
)
def test_a_helpdesks_wrong_setting_is_named_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    for each, right in {**HELPDESK, **REST, name: value}.items():
        monkeypatch.setenv(each, right)
    with pytest.raises(BadSettings, match=name) as raised:
        settings.load()
    assert "hush" not in str(raised.value)


def test_usted_is_told_after_what_never_changes_and_before_the_business(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_ADDRESS", "usted")
    monkeypatch.setenv("ASSISTANT_INSTRUCTIONS", "A notary.")
    before, told, after = settings.load().instructions.partition(USTED)
    assert before == RECADO + "\n"
    assert told
    assert after.startswith("\n\n# The business\n\n")


@pytest.mark.parametrize("nothing", [None, "", " \n"])
def test_a_business_that_says_nothing_has_recados_own_instructions(
    monkeypatch: pytest.MonkeyPatch, nothing: str | None
) -> None:
    if nothing is not None:
        monkeypatch.setenv("ASSISTANT_INSTRUCTIONS", nothing)
    assert settings.load().instructions == RECADO


def test_what_a_business_says_stands_below_recados_own_instructions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_INSTRUCTIONS", "# Hours\n{7:00} to 14:00.\n")
    before, heading, business = settings.load().instructions.partition("\n\n# The business\n\n")
    assert before == RECADO  # the same for everybody, so that OpenAI need not read it anew
    assert heading
    assert business.endswith("\n<business>\n# Hours\n{7:00} to 14:00.\n</business>")


def test_the_example_leaves_recados_own_instructions_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_INSTRUCTIONS", example()["ASSISTANT_INSTRUCTIONS"])
    assert all(words in settings.load().instructions for words in (RECADO, "Panadería Luz"))


def test_without_people_nothing_is_said_about_them_and_no_side_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDOFF_RULES", "Orders for over 20 people.")
    found = settings.load()
    assert (found.has_people, found.side, found.instructions) == (False, (), RECADO)


def test_with_people_the_assistant_is_told_when_one_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEOPLE_CONTACT", "+52 55 1234 5678")
    found = settings.load()
    assert found.instructions == f"{RECADO}\n{HANDOFF}"
    assert set(found.side) <= set(FIELDS)
    assert all(f"- {reason}:" in HANDOFF for reason in Handoff)
    assert all(f"`{name}`" in HANDOFF for name in ("handoff", "reply", "summary"))
    assert len(HANDOFF) < 1200  # paid for with every question


def test_the_business_s_rules_stand_between_recados_own_and_the_business(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEOPLE_CONTACT", "+52 55 1234 5678")
    monkeypatch.setenv("HANDOFF_RULES", "Orders for over {20} people.\nAllergies.\n")
    monkeypatch.setenv("ASSISTANT_INSTRUCTIONS", "Open at 7:00.")
    told = settings.load().instructions
    assert told.startswith(f"{RECADO}\n{HANDOFF}\n")  # the same for everybody, so that OpenAI need not read it anew
    assert "\n<handoff_rules>\nOrders for over {20} people.\nAllergies.\n</handoff_rules>\n\n# The business\n" in told
    assert told.endswith("<business>\nOpen at 7:00.\n</business>")


def test_where_the_side_is_off_it_is_neither_asked_for_nor_told_about(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEOPLE_CONTACT", "+52 55 1234 5678")
    monkeypatch.setenv("ASSISTANT_SIDE", "off")
    found = settings.load()
    assert (found.has_people, found.side, found.instructions) == (True, (), RECADO)


TEACHING = {**REST, "AGENTS": "Ana=whatsapp:+5215511110001", "TIME_ZONE": "America/Mexico_City", "TEACH_AT": "20:00"}


def test_where_the_owner_teaches_the_assistant_says_whether_it_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in TEACHING.items():
        monkeypatch.setenv(name, value)
    assert settings.load().side == ("handoff", "summary", "known", "mood")
    monkeypatch.delenv("TEACH_AT")
    assert settings.load().side == ("handoff", "summary", "mood")


@pytest.mark.parametrize("missing", ["AGENTS", "TIME_ZONE"])
def test_teaching_needs_an_owner_and_a_time_zone(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    for name, value in TEACHING.items():
        if name != missing:
            monkeypatch.setenv(name, value)
    with pytest.raises(BadSettings, match="TEACH_AT needs AGENTS and TIME_ZONE too"):
        settings.load()


@pytest.mark.parametrize("value", ["8", "24:00", "20:60", "20:00:00"])
def test_a_time_to_teach_at_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    for name, right in {**TEACHING, "TEACH_AT": value}.items():
        monkeypatch.setenv(name, right)
    with pytest.raises(BadSettings, match="TEACH_AT is no time of day, such as 20:00"):
        settings.load()


REPORTING = {**{name: value for name, value in TEACHING.items() if name != "TEACH_AT"}, "REPORT_AT": "Mo 09:00"}


@pytest.mark.parametrize("missing", ["AGENTS", "TIME_ZONE"])
def test_the_week_s_report_needs_an_owner_and_a_time_zone(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    for name, value in REPORTING.items():
        if name != missing:
            monkeypatch.setenv(name, value)
    with pytest.raises(BadSettings, match="REPORT_AT needs AGENTS and TIME_ZONE too"):
        settings.load()


def test_a_time_to_report_at_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in REPORTING.items():
        monkeypatch.setenv(name, value)
    assert settings.load().report_at == "Mo 09:00"
    monkeypatch.setenv("REPORT_AT", "Lunes 9:00")
    with pytest.raises(BadSettings, match="REPORT_AT is no day of the week with a time, such as Mo 09:00"):
        settings.load()


def test_without_knowledge_nothing_is_said_or_asked_about_it(monkeypatch: pytest.MonkeyPatch) -> None:
    found = settings.load()
    assert (found.side, found.instructions) == ((), RECADO)
    monkeypatch.setenv("PEOPLE_CONTACT", "+52 55 1234 5678")
    assert settings.load().side == ("handoff", "summary", "mood")


def test_with_knowledge_the_assistant_says_whether_it_knows_and_from_where(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KNOWLEDGE", str(tmp_path))
    found = settings.load()
    assert (found.side, found.instructions) == (("known", "sources"), f"{RECADO}\n{KNOWN}\n{SOURCES}")
    assert all(f"`{name}`" in KNOWN + SOURCES for name in ("known", "sources", "reply"))
    assert len(KNOWN + SOURCES) < 900  # paid for with every question
    monkeypatch.setenv("PEOPLE_CONTACT", "+52 55 1234 5678")
    monkeypatch.setenv("ASSISTANT_INSTRUCTIONS", "We bake.")
    found = settings.load()
    assert found.side == ("handoff", "summary", "known", "sources", "mood")
    assert found.instructions.startswith(f"{RECADO}\n{HANDOFF}\n{KNOWN}\n{SOURCES}\n\n# The business\n")
    monkeypatch.setenv("ASSISTANT_SIDE", "off")
    assert settings.load().side == ()
    assert KNOWN not in settings.load().instructions


def test_with_topics_the_assistant_says_the_topic_and_the_mood(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOPICS", "pedidos: estado; horarios")
    found = settings.load()
    assert (found.side, found.instructions, found.label_at) == (("topic", "mood"), RECADO, "03:30")
    about, names = topics(found)
    assert about.endswith("<topics>\npedidos: estado\nhorarios\n</topics>")
    assert names == ("pedidos", "horarios", "other")
    monkeypatch.setenv("PEOPLE_CONTACT", "+52 55 1234 5678")
    assert settings.load().side == ("handoff", "summary", "topic", "mood")
    monkeypatch.setenv("ASSISTANT_SIDE", "off")
    with pytest.raises(BadSettings, match="TOPICS needs ASSISTANT_SIDE=on"):
        settings.load()
    monkeypatch.delenv("TOPICS")
    assert topics(settings.load()) == ("", ())


def test_a_vector_store_is_named_by_its_id(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KNOWLEDGE", " vs_67a1B_c ")
    found = settings.load()
    assert (found.knowledge, found.side) == ("vs_67a1B_c", ("known", "sources"))


def test_a_folder_called_knowledge_beside_main_is_used_without_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KNOWLEDGE")
    beside = ROOT / "knowledge"
    assert settings.load().knowledge == ""
    assert bool(settings.load().side) is beside.is_dir()
    assert knowledge_in("") == (beside if beside.is_dir() else None)


def test_opening_hours_stand_below_recados_own_instructions_as_they_are_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_INSTRUCTIONS", "We bake.")
    monkeypatch.setenv("OPENING_HOURS", "Mo-Fr 09:00-18:00; Sa off")
    monkeypatch.setenv("TIME_ZONE", "Europe/Madrid")
    before, heading, hours = settings.load().instructions.partition("\n\n# Opening hours\n\n")
    assert (before, bool(heading)) == (RECADO, True)
    assert hours.startswith("The business is open Mo-Fr 09:00-18:00; Sa off (in OpenStreetMap's syntax), by the clocks")
    assert "Europe/Madrid. A developer note" in " ".join(hours.split())
    assert hours.endswith("<business>\nWe bake.\n</business>")
    monkeypatch.setenv("HOLIDAYS", "ES,2026-12-24")
    assert "Europe/Madrid. It is closed on ES,2026-12-24: " in " ".join(settings.load().instructions.split())


def test_a_faq_that_cannot_be_read_is_refused_at_the_start_with_its_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "faq.yaml"
    monkeypatch.setenv("FAQ", str(path))
    with pytest.raises(BadSettings, match=r"  FAQ names .*, which cannot be read: its path is seen from the folder of"):
        settings.load()
    path.write_text("- ask: wifi\n  answr: Yes.\n")
    with pytest.raises(BadSettings, match=r"  FAQ names .*, which has a fault: line 2: an entry has ask, answer"):
        settings.load()
    path.write_text("- ask: wifi\n  answer: Yes.\n")
    assert settings.load().faq == str(path)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"OPENING_HOURS": "Mo-Fr 9-18"}, "OPENING_HOURS has “Mo-Fr 9-18”, which is not understood: write days"),
        ({"OPENING_HOURS": "Mo off"}, "OPENING_HOURS never opens"),
        ({"TIME_ZONE": ""}, "OPENING_HOURS needs TIME_ZONE too, as in TIME_ZONE=America/Mexico_City"),
        ({"TIME_ZONE": "Madrid"}, "TIME_ZONE has “Madrid”, which is no time zone: did you mean"),
        ({"HOLIDAYS": "XX"}, "HOLIDAYS has “XX”, which is no country known here"),
        ({"OPENING_HOURS": ""}, "HOLIDAYS needs OPENING_HOURS too"),
        ({"WHEN_CLOSED": "sleep"}, "WHEN_CLOSED"),
        ({"WHEN_CLOSED": "tell", "OPENING_HOURS": "", "HOLIDAYS": ""}, "WHEN_CLOSED=tell needs OPENING_HOURS too"),
    ],
)
def test_wrong_hours_are_named_with_a_remedy(monkeypatch: pytest.MonkeyPatch, wrong: dict[str, str], said: str) -> None:
    good = {"OPENING_HOURS": "Mo-Fr 09:00-18:00", "TIME_ZONE": "Europe/Madrid", "HOLIDAYS": "ES"}
    for name, value in good.items():
        monkeypatch.setenv(name, value)
    assert settings.load().opening_hours == "Mo-Fr 09:00-18:00"
    for name, value in wrong.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(BadSettings, match=re.escape(f"  {said}")):
        settings.load()


@pytest.mark.parametrize("amount", ["0", "0.00", "-5", "5,50", "$5", "5 USD", "1e3", "0.0000001", "12345678"])
def test_a_ceiling_that_is_no_amount_is_named(monkeypatch: pytest.MonkeyPatch, amount: str) -> None:
    monkeypatch.setenv("CUSTOMER_DAY_LIMIT_USD", amount)
    with pytest.raises(BadSettings, match="CUSTOMER_DAY_LIMIT_USD is no amount of US dollars above 0, such as 5 or"):
        settings.load()


@pytest.mark.parametrize("name", ["DAY_LIMIT_USD", "MONTH_LIMIT_USD"])
def test_a_ceiling_of_all_customers_needs_the_clock(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, " 12.50 ")
    with pytest.raises(BadSettings, match=f"{name} needs TICK_SECRET too"):
        settings.load()
    monkeypatch.setenv("TICK_SECRET", "hush")
    assert getattr(settings.load(), name.lower()) == "12.50"


def test_a_ticket_at_a_ceiling_needs_a_ceiling_and_people(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHEN_LIMITED", "ticket")
    wrong = "WHEN_LIMITED=ticket needs a limit such as DAY_LIMIT_USD, and AGENTS or HELPDESK_URL, too"
    with pytest.raises(BadSettings, match=wrong):
        settings.load()
    monkeypatch.setenv("CUSTOMER_DAY_LIMIT_USD", "1")
    with pytest.raises(BadSettings, match=wrong):
        settings.load()
    for name, value in {**REST, "AGENTS": "Ana=whatsapp:+5215511110001"}.items():
        monkeypatch.setenv(name, value)
    assert settings.load().when_limited == "ticket"


def test_two_tokens_while_rotating(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", " new, old ,")
    assert settings.load().twilio_tokens == ("new", "old")


META = {"META_APP_SECRET": "hush", "META_VERIFY_TOKEN": "hush", "META_ACCESS_TOKEN": "hush", "TICK_SECRET": "hush"}
PAGES = "682498302938465=hush-1, 17841400000000001 = hush-2"


def test_meta_stands_in_for_twilio(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TWILIO_AUTH_TOKEN")
    for name, value in {**META, "META_APP_SECRET": "new, old", "META_PAGE_TOKENS": PAGES}.items():
        monkeypatch.setenv(name, value)
    found = settings.load()
    assert (found.twilio_tokens, found.meta_secrets, found.link_secrets) == ((), ("new", "old"), ("new", "old"))
    assert found.page_tokens == {"682498302938465": "hush-1", "17841400000000001": "hush-2"}
    assert (found.missing_for_late_answers, found.missing_for_writing_first) == ([], [])
    assert "hush" not in repr(found)


def test_links_are_signed_by_twilios_token_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in META.items():
        monkeypatch.setenv(name, value)
    assert settings.load().link_secrets == ("hush-token",)


@pytest.mark.parametrize("missing", ["META_VERIFY_TOKEN", "META_ACCESS_TOKEN", "TICK_SECRET"])
def test_meta_needs_its_tokens_and_who_brings_late_answers(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    for name, value in META.items():
        if name != missing:
            monkeypatch.setenv(name, value)
    with pytest.raises(BadSettings, match=f"META_APP_SECRET needs .*{missing}"):
        settings.load()


@pytest.mark.parametrize("value", ["EAAG", "682498302938465=", "page=EAAG", "1=EA AG"])
def test_a_page_without_its_token_is_named_and_not_shown(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("META_PAGE_TOKENS", value)
    with pytest.raises(BadSettings, match="META_PAGE_TOKENS holds a page that cannot be read") as raised:
        settings.load()
    assert "EA" not in str(raised.value)


def test_agents_are_told_of_customers_of_pages_from_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TWILIO_AUTH_TOKEN")
    agents = {"AGENTS": "Ana=whatsapp:+5215511110001", "META_PAGE_TOKENS": PAGES}
    for name, value in {**META, **agents}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(BadSettings, match="META_PAGE_TOKENS needs AGENTS_FROM too"):
        settings.load()
    monkeypatch.setenv("AGENTS_FROM", "+5215587654321")
    with pytest.raises(BadSettings, match="AGENTS_FROM needs META_PHONE_NUMBER_ID with META_ACCESS_TOKEN, or"):
        settings.load()
    monkeypatch.setenv("META_PHONE_NUMBER_ID", "106540352242922")
    assert settings.load().agents_from == "+5215587654321"


OTHERS = {
    "TELEGRAM_BOT_TOKEN": {"TELEGRAM_BOT_TOKEN": f"1234567:{'A' * 35}", "TELEGRAM_SECRET": "x" * 32},
    "CHAT_SITES": {"CHAT_SITES": "https://shop.example", "CHAT_SECRET": "x" * 32},
}


@pytest.mark.parametrize("name", OTHERS)
def test_another_channel_stands_in_for_twilio_but_agents_use_whatsapp(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.delenv("TWILIO_AUTH_TOKEN")
    for each, value in {**OTHERS[name], "TICK_SECRET": "hush"}.items():
        monkeypatch.setenv(each, value)
    assert settings.load().twilio_tokens == ()
    monkeypatch.setenv("AGENTS", "Ana=whatsapp:+5215511110001")
    with pytest.raises(BadSettings, match="AGENTS needs Twilio's API key, or META_ACCESS_TOKEN, too"):
        settings.load()
    for each, value in {"TWILIO_AUTH_TOKEN": "hush", **REST}.items():
        monkeypatch.setenv(each, value)
    with pytest.raises(BadSettings, match=f"{name} needs AGENTS_FROM too"):
        settings.load()
    monkeypatch.setenv("AGENTS_FROM", "+5215587654321")
    assert settings.load().reaches_agents


WRITES_FIRST = {
    "AGENTS": {"AGENTS": "Ana=whatsapp:+5215511110001", "AGENTS_FROM": "+5215587654321"},
    "HELPDESK_URL": HELPDESK,
    "SURVEY=conversation": {"SURVEY": "conversation"},
}


@pytest.mark.parametrize("name", WRITES_FIRST)
def test_beside_another_channel_twilios_customers_are_written_to_with_its_api_key(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for each, value in {**META, **OTHERS["TELEGRAM_BOT_TOKEN"], **WRITES_FIRST[name]}.items():
        monkeypatch.setenv(each, value)
    monkeypatch.setenv("META_PHONE_NUMBER_ID", "106540352242922")
    why = "with TWILIO_AUTH_TOKEN, customers are written to by Twilio's API"
    missing = "TWILIO_ACCOUNT_SID, TWILIO_API_KEY_SID, TWILIO_API_KEY_SECRET"
    with pytest.raises(BadSettings) as raised:
        settings.load()
    assert str(raised.value).splitlines()[1:-1] == [f"  {name} needs {missing} too: {why}"]
    monkeypatch.delenv("TWILIO_AUTH_TOKEN")
    assert settings.load().missing_for_writing_first == []


def test_an_agent_of_sms_needs_twilio(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TWILIO_AUTH_TOKEN")
    for each, value in {**META, "AGENTS": "Ana=whatsapp:+5215511110001, Luis=sms:+5215511110002"}.items():
        monkeypatch.setenv(each, value)
    with pytest.raises(BadSettings, match="AGENTS has an sms: number, which only Twilio reaches"):
        settings.load()
    for each, value in {"TWILIO_AUTH_TOKEN": "hush", **REST}.items():
        monkeypatch.setenv(each, value)
    with pytest.raises(BadSettings, match="META_APP_SECRET needs AGENTS_FROM too, a number of Twilio's"):
        settings.load()
    monkeypatch.setenv("AGENTS_FROM", "+5215587654321")
    assert settings.load().tells_by_sms


def test_agents_are_told_by_meta_only_with_a_token_for_whatsapp(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = {**META, "META_PAGE_TOKENS": PAGES, "META_PHONE_NUMBER_ID": "106540352242922"}
    for each, value in {**pages, "AGENTS_FROM": "+5215587654321"}.items():
        monkeypatch.setenv(each, value)
    assert settings.load().tells_agents_by_meta
    monkeypatch.delenv("META_ACCESS_TOKEN")
    with pytest.raises(BadSettings, match="AGENTS_FROM needs META_PHONE_NUMBER_ID with META_ACCESS_TOKEN, or Twilio's"):
        settings.load()
    for each, value in REST.items():
        monkeypatch.setenv(each, value)
    assert not settings.load().tells_agents_by_meta


def test_a_key_of_twilios_without_its_token_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for each, value in {**OTHERS["CHAT_SITES"], **REST}.items():
        monkeypatch.setenv(each, value)
    assert settings.load().has_api_key
    monkeypatch.delenv("TWILIO_AUTH_TOKEN")
    assert not settings.load().has_api_key
    monkeypatch.setenv("AGENTS", "Ana=whatsapp:+5215511110001")
    with pytest.raises(BadSettings, match="AGENTS needs Twilio's API key, or META_ACCESS_TOKEN, too"):
        settings.load()


@pytest.mark.parametrize("name", OTHERS)
def test_with_another_channel_a_fault_of_something_else_is_named_alone(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.delenv("TWILIO_AUTH_TOKEN")
    for each, value in {**OTHERS[name], "MAX_HOPS": "some"}.items():
        monkeypatch.setenv(each, value)
    with pytest.raises(BadSettings, match="MAX_HOPS must be a whole number") as raised:
        settings.load()
    assert "TWILIO_AUTH_TOKEN" not in str(raised.value)


@pytest.mark.parametrize("name", GOOD)
def test_a_missing_required_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.delenv(name)
    with pytest.raises(BadSettings, match=f"{name} is required"):
        settings.load()


def test_a_secret_that_ends_in_a_new_line_is_taken_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-hush\n")
    assert settings.load().openai_api_key.get_secret_value() == "sk-hush"


def test_all_that_is_missing_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in GOOD:
        monkeypatch.delenv(name)
    with pytest.raises(BadSettings) as problem:
        settings.load()
    assert all(name in str(problem.value) for name in GOOD)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("TWILIO_AUTH_TOKEN", " , ", "TWILIO_AUTH_TOKEN"),
        ("PUBLIC_URL", "recado.example", "PUBLIC_URL must be an address"),
        ("PUBLIC_URL", "https://recado.example?x=1", "PUBLIC_URL must be an address"),
        ("PUBLIC_URL", "https://recado.example/webhook", "PUBLIC_URL is the address without /webhook"),
        ("ANSWER_SECONDS", "0", "ANSWER_SECONDS must be more than 0"),
        ("ASSISTANT_LANGUAGE", "fr", "ASSISTANT_LANGUAGE"),
        ("ASSISTANT_ADDRESS", "vos", "ASSISTANT_ADDRESS must be 'tú', 'tu' or 'usted'"),
        ("STORE", "redis", "STORE"),
        ("ANSWER_SECONDS", "15", "ANSWER_SECONDS must be at most 11\n"),
        ("ANSWER_SECONDS", "soon", "ANSWER_SECONDS must be a number"),
        ("SQLITE_PATH", "", "SQLITE_PATH"),
        ("RETENTION_DAYS", "0", "RETENTION_DAYS must be at least 1"),
        ("ASSISTANT_INSTRUCTIONS", "x" * 200_001, "ASSISTANT_INSTRUCTIONS must have at most 200000 characters"),
        ("HANDOFF_RULES", "x" * 10_001, "HANDOFF_RULES must have at most 10000 characters"),
        ("ASSISTANT_SIDE", "maybe", "ASSISTANT_SIDE"),
        ("OPENAI_API_KEY", "", "OPENAI_API_KEY must not be empty"),
        ("TWILIO_ACCOUNT_SID", "AC12", "TWILIO_ACCOUNT_SID is no account SID: AC and 32 digits or letters a-f"),
        ("ECHO_VOICE", "maybe", "ECHO_VOICE must be true or false"),
        ("KNOWLEDGE", "vs_1/../2", "KNOWLEDGE is no vector store's id: vs_ and letters or digits"),
        ("KNOWLEDGE_TOKENS", "99", "KNOWLEDGE_TOKENS must be at least 100"),
        ("MAX_HOPS", "some", "MAX_HOPS must be a whole number"),
        ("TEMPLATE_TICKET", "HX12", "TEMPLATE_TICKET is no ContentSid: HX and 32 digits or letters a-f"),
        ("AGENTS_FROM", "5215512345678", "AGENTS_FROM is no phone number such as +5215512345678"),
        ("META_PHONE_NUMBER_ID", "+525512345678", "META_PHONE_NUMBER_ID is no id at Meta"),
        ("TEMPLATE_REPLY", "Tickets", "TEMPLATE_REPLY is no ContentSid"),
        ("SURVEY", "always", "SURVEY"),
        ("TOPICS", "pedidos; pedidos", "TOPICS has pedidos twice"),
        ("TOPICS", ";", "TOPICS names no topic"),
        ("LABEL_AT", "3", "LABEL_AT is no time of day"),
        ("CHAT_SITES", "https://shop.example", "CHAT_SITES needs CHAT_SECRET too"),
        ("CHAT_SITES", "shop.example", "CHAT_SITES is no list of sites"),
        ("CHAT_SITES", "http://shop.example", "CHAT_SITES is no list of sites"),
        ("CHAT_SITES", "https://shop.example/shop", "CHAT_SITES is no list of sites"),
        ("CHAT_SITES", "https://Shop.example", "CHAT_SITES is no list of sites"),
        ("CHAT_SITES", "https://me@shop.example", "CHAT_SITES is no list of sites"),
        ("CHAT_SITES", "https://", "CHAT_SITES is no list of sites"),
        ("CHAT_SECRET", "x" * 31, "CHAT_SECRET must have at least 32 characters"),
        ("DESK_SECRET", "x" * 31, "DESK_SECRET must have at least 32 characters"),
        ("ASSISTANT_API", "completions", "ASSISTANT_API must be 'openai', 'responses' or 'chat'"),
        ("OPENAI_BASE_URL", "127.0.0.1:11434", "OPENAI_BASE_URL must be an address such as"),
        ("OPENAI_BASE_URL", "https://x.example/v1?key=hush", "OPENAI_BASE_URL must be an address such as"),
        ("OPENAI_BASE_URL", "https://x.example/v1/chat/completions", "OPENAI_BASE_URL is the address without /chat"),
    ],
)
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(BadSettings, match=re.escape(said)):
        settings.load()


def test_the_sites_with_a_chat_are_named_as_browsers_name_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHAT_SECRET", "x" * 32)
    assert not settings.load().has_chat
    monkeypatch.setenv("CHAT_SITES", " https://shop.example/ ,http://localhost:3000, http://127.0.0.1:8000,")
    assert settings.load().sites == ("https://shop.example", "http://localhost:3000", "http://127.0.0.1:8000")
    assert settings.load().has_chat


@pytest.mark.parametrize("store", ["memory", "sqlite"])
def test_what_would_be_forgotten_on_cloud_run_is_refused_there(monkeypatch: pytest.MonkeyPatch, store: str) -> None:
    monkeypatch.setenv("STORE", store)
    assert settings.load().store == store
    monkeypatch.setenv("K_SERVICE", "recado")
    with pytest.raises(BadSettings, match=f"STORE={store} .* use firestore"):
        settings.load()


@pytest.mark.parametrize("api", ["responses", "chat"])
@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("OPENAI_WEBHOOK_SECRET", "whsec_hush", "use TICK_SECRET"),
        ("MCP_SERVERS", '[{"label": "crm", "url": "https://crm.example/mcp", "tools": ["find"]}]', "use TOOLS"),
        ("KNOWLEDGE", "vs_1", "name a folder"),
        ("MODERATION", "true", "remove it"),
    ],
)
def test_what_only_openai_does_is_refused_for_another_server_with_its_remedy(
    monkeypatch: pytest.MonkeyPatch, api: str, name: str, value: str, remedy: str
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:11434/v1/")
    monkeypatch.setenv(name, value)
    assert settings.load().openai_base_url == "http://127.0.0.1:11434/v1"
    monkeypatch.setenv("ASSISTANT_API", api)
    with pytest.raises(BadSettings, match=f"{name}.* ASSISTANT_API={api}|ASSISTANT_API={api}") as raised:
        settings.load()
    assert name in str(raised.value)
    assert remedy in str(raised.value)
    assert "hush" not in str(raised.value)


@pytest.mark.parametrize(
    ("given", "model"),
    [
        ({}, "gpt-transcribe"),
        ({"OPENAI_TRANSCRIPTION_MODEL": "off"}, ""),
        ({"ASSISTANT_API": "chat"}, ""),
        ({"ASSISTANT_API": "chat", "OPENAI_TRANSCRIPTION_MODEL": "gpt-transcribe"}, ""),
        ({"ASSISTANT_API": "chat", "OPENAI_TRANSCRIPTION_MODEL": "whisper-1"}, "whisper-1"),
    ],
)
def test_voice_notes_are_heard_by_a_model_that_the_server_has(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], model: str
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    assert hears_by(settings.load()) == model


def test_at_night_only_openai_sorts_conversations(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"TOPICS": "prices", "TICK_SECRET": "hush"}.items():
        monkeypatch.setenv(name, value)
    assert settings.load().labels
    monkeypatch.setenv("ASSISTANT_API", "responses")
    assert not settings.load().labels


def test_late_answers_by_rest_need_their_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LATE_ANSWERS", "rest")
    with pytest.raises(BadSettings, match="LATE_ANSWERS=rest needs TWILIO_ACCOUNT_SID"):
        settings.load()
    for name in ("TWILIO_ACCOUNT_SID", "TWILIO_API_KEY_SID", "TWILIO_API_KEY_SECRET", "TICK_SECRET"):
        monkeypatch.setenv(name, functions.ACCOUNT)
    with pytest.raises(BadSettings, match="needs OPENAI_WEBHOOK_SECRET too"):  # a tick comes a minute late
        settings.load()
    monkeypatch.setenv("OPENAI_WEBHOOK_SECRET", functions.ACCOUNT)
    assert settings.load().sends_late_answers


def test_agents_need_the_keys_to_be_told_and_a_clock_that_tries_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGENTS", "Ana=whatsapp:+5215511110001")
    with pytest.raises(BadSettings, match=r"AGENTS needs TWILIO_ACCOUNT_SID, .* TICK_SECRET too"):
        settings.load()
    for name in ("TWILIO_ACCOUNT_SID", "TWILIO_API_KEY_SID", "TWILIO_API_KEY_SECRET"):
        monkeypatch.setenv(name, functions.ACCOUNT)
    with pytest.raises(BadSettings, match="AGENTS needs TICK_SECRET too"):
        settings.load()
    monkeypatch.setenv("TICK_SECRET", "a token")
    assert settings.load().agents == "Ana=whatsapp:+5215511110001"
    monkeypatch.setenv("AGENTS", " ")
    monkeypatch.delenv("TICK_SECRET")
    assert not settings.load().agents.strip()


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("AGENTS", "Ana=5511110001", "AGENTS has an agent that cannot be read"),
        ("AGENTS", "Ana=whatsapp:+5215511110001,ana=sms:+5215511110002", "AGENTS has two agents of the same name"),
        ("TICKET_MINUTES", "0", "TICKET_MINUTES must be at least 1"),
        ("PEOPLE_CONTACT", "x" * 201, "PEOPLE_CONTACT must have at most 200 characters"),
    ],
)
def test_a_setting_about_people_is_refused_by_its_name_without_its_value(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, fault: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(BadSettings, match=fault) as problem:
        settings.load()
    assert value not in str(problem.value)


def test_surveys_need_agents_or_a_way_to_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings.load().survey == "off"
    monkeypatch.setenv("SURVEY", "ticket")
    with pytest.raises(BadSettings, match="SURVEY=ticket needs AGENTS or HELPDESK_URL too"):
        settings.load()
    monkeypatch.setenv("SURVEY", "conversation")
    with pytest.raises(BadSettings, match=r"SURVEY=conversation needs TWILIO_ACCOUNT_SID, .*, TICK_SECRET too"):
        settings.load()
    for name in ("TWILIO_ACCOUNT_SID", "TWILIO_API_KEY_SID", "TWILIO_API_KEY_SECRET", "TICK_SECRET"):
        monkeypatch.setenv(name, functions.ACCOUNT)
    assert settings.load().survey == "conversation"
    monkeypatch.setenv("AGENTS", "Ana=whatsapp:+5215511110001")
    monkeypatch.setenv("SURVEY", "ticket")
    assert settings.load().survey == "ticket"


@pytest.mark.parametrize(("says_when", "sent"), [("OPENAI_WEBHOOK_SECRET", True), ("TICK_SECRET", True), ("", False)])
def test_a_key_alone_sends_nothing_as_nobody_says_when(
    monkeypatch: pytest.MonkeyPatch, says_when: str, sent: bool
) -> None:
    for name in ("TWILIO_ACCOUNT_SID", "TWILIO_API_KEY_SID", "TWILIO_API_KEY_SECRET", says_when):
        monkeypatch.setenv(name or "UNUSED", functions.ACCOUNT)
    assert settings.load().sends_late_answers is sent


def test_secrets_show_neither_in_a_repr_nor_in_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "hush" not in repr(settings.load())
    monkeypatch.setenv("STORE", "hush")
    with pytest.raises(BadSettings) as problem:
        settings.load()
    assert "hush" not in str(problem.value)


def example() -> dict[str, str]:
    content: dict[str, str] = yaml.safe_load((ROOT / ".env.yaml.example").read_text())
    return content


def test_the_example_has_every_setting_and_no_other() -> None:
    assert set(example()) == {name.upper() for name in settings.Settings.model_fields}


def test_the_example_shows_the_defaults_as_strings() -> None:
    for name, field in settings.Settings.model_fields.items():
        value = example()[name.upper()]
        assert isinstance(value, str)
        if not field.is_required() and name != "assistant_instructions":
            default = field.default
            if isinstance(default, bool):
                default = str(default).lower()
            assert value == (default.get_secret_value() if isinstance(default, SecretStr) else str(default))


def test_the_example_explains_each_setting_right_above_it() -> None:
    lines = (ROOT / ".env.yaml.example").read_text().splitlines()
    for number, line in enumerate(lines):
        if re.match(r"[A-Z_]+:", line):
            assert lines[number - 1].startswith("# "), line


def test_prices_of_countries_are_refused_with_cause_and_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTRY_PRICES", " MX=0.0085, CO=0.0008 ")
    assert settings.load().country_prices == "MX=0.0085, CO=0.0008"
    monkeypatch.setenv("COUNTRY_PRICES", "MX=8.5")
    with pytest.raises(BadSettings, match=r"  COUNTRY_PRICES has no price of 0 to 1 dollar for MX; write countries"):
        settings.load()


def test_templates_are_twilios_content_sids_or_metas_names(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HX" + "0aF1" * 8, "recado_ticket"):
        monkeypatch.setenv("TEMPLATE_TICKET", name)
        assert settings.load().template_ticket == name


BOT = {"TELEGRAM_BOT_TOKEN": f"1234567:{'A' * 35}", "TELEGRAM_SECRET": "hush-" * 8}


def test_a_bot_of_telegrams_has_its_id_in_its_token_and_secrets_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in BOT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("TELEGRAM_SECRET", f"{'a' * 32}, {'b' * 32}")
    found = settings.load()
    assert (found.telegram_bot, found.telegram_secrets) == ("1234567", ("a" * 32, "b" * 32))


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("TELEGRAM_BOT_TOKEN", "", "TELEGRAM_SECRET needs TELEGRAM_BOT_TOKEN too"),
        ("TELEGRAM_SECRET", "", "TELEGRAM_BOT_TOKEN needs TELEGRAM_SECRET too"),
        ("TELEGRAM_BOT_TOKEN", "hush", "TELEGRAM_BOT_TOKEN is no token of a bot"),
        ("TELEGRAM_SECRET", "hush", "TELEGRAM_SECRET must have 32 to 256 letters"),
        ("TELEGRAM_SECRET", "hush " * 8, "TELEGRAM_SECRET must have 32 to 256 letters"),
        ("TELEGRAM_SECRET", f"{'a' * 32},hush", "TELEGRAM_SECRET must have 32 to 256 letters"),
    ],
)
def test_a_bots_wrong_settings_are_named_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    for each, right in (BOT | {name: value}).items():
        monkeypatch.setenv(each, right)
    with pytest.raises(BadSettings, match=said) as raised:
        settings.load()
    assert "hush" not in str(raised.value)
