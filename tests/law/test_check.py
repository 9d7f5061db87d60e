"""Whatever a lawbook may not hold is refused at exactly its place, with a sentence that says what to do."""

from __future__ import annotations

import re

import pytest

from chengxin.core import identity_number
from chengxin.lawbook import LawRefused, check, load
from tests.law.conftest import LAW, Copy
from tests.proves import proves

ROAD = "catalogue/A0401_road_transport_violation.toml"
HONOUR = "catalogue/P0001_civic_honour.toml"
LICENCE = "catalogue/B1401_lawyer_licence.toml"
WAGES = "catalogue/A1001_wage_arrears_list.toml"
ASKS = "agreements/transport.toml"
PIA = "assessments/road_transport_licence.toml"
Q02 = "purposes/Q02_road_transport_licence.toml"
PERIODS = "periods.toml"
REASONS = "texts/zh_Hans/reasons.toml"
LETTER = "texts/zh_Hans/letters/registered_adverse.toml"
Q02_BASIS = '{ source = "road_transport_regulation", articles = ["第九条", "第二十二条", "第二十三条"], certainty = "verified" },'
SERVICES = '"道路客运驾驶员从业资格许可", "道路货运驾驶员从业资格许可", "道路运输从业资格证换证"'
OWN_RULE = 'favours_person = "法律没有要求等；多等7天，本人来得及看信、提出异议"\n'
RECONSIDERATION = '"administrative_reconsideration_law", articles = ["第二十条"], certainty = '
PRODUCE = "catalogue/A0103_agri_product_penalty.toml"
MACHINES = "catalogue/B0701_special_equipment_operator.toml"
TAX = "catalogue/A0801_major_tax_violation.toml"
LONGER_BAR = (
    "needs_check = false\n"
    'longer_bar = { source = "road_transport_regulation", articles = ["第七十五条"], certainty = "needs_check" }'
)
ROAD_BASIS = '{ source = "road_transport_regulation", articles = ["第七十五条"], certainty = "verified" }'
DEPARTMENT_BASIS = '{ source = "wage_list_rule", articles = ["第五条"], certainty = "verified" }'
M13 = "measures/M13_accountant_bar.toml"
M13_ARTICLES = 'source = "accounting_law", articles = ["第四十条", "第四十一条"]'
M13_APPEAL = '"60日内申请行政复议，6个月内向人民法院起诉"'
V01 = "measures/V01_green_channel.toml"
DIVISIONS = "divisions.toml"
COUNTY = "county_units.toml"
LAYOUT = "layouts/adm_penalty_natural.toml"

KEY = re.compile(r"^(\w+) = (\[\n.*?^\]|[^\n]*)\n", re.MULTILINE | re.DOTALL)
#: Keys that may be left out.
OPTIONAL = {"note", "contact", "uscc_is_invented", "last_confirmed_on", "minor_when", "repair_proofs"}

#: One file for each reader: a folder's files are read alike.
READ = [
    ROAD, Q02, PIA, M13, V01, LAYOUT, PERIODS, REASONS, LETTER, "sources/pipl.toml", "calendar/2026.toml", "units.toml", COUNTY, DIVISIONS,
    "never_collected.toml", "edition.toml", "texts/zh_Hans/standings.toml", "texts/zh_Hans/notice_editions.toml",
]  # fmt: skip

#: What is broken, where, by which change, and the keys that are then named.
BROKEN = [
    # A basis of sufficient rank
    ("no basis", ROAD, f"    {ROAD_BASIS},\n", "", {"bases"}),
    ("a department's rule alone", ROAD, ROAD_BASIS, DEPARTMENT_BASIS, {"bases"}),
    ("a law without an article", ROAD, '["第七十五条"]', "[]", {"bases"}),
    ("an article the source does not list", ROAD, '["第七十五条"]', '["第七十六条"]', {"bases"}),
    ("a range of articles", ROAD, '["第七十五条"]', '["第七十五条至第七十七条"]', {"bases"}),
    ("a whole chapter", ROAD, '["第七十五条"]', '["第六章"]', {"bases"}),
    ("a source that is not there", ROAD, '"road_transport_regulation"', '"unwritten_law"', {"bases[0].source"}),
    ("a verified item resting on a document without articles", TAX, "needs_check = true", "needs_check = false", {"bases"}),
    # Everything an item must say
    ("no decider", ROAD, 'decider = "交通运输主管部门"\n', "", {"decider"}),
    ("a blank decider", ROAD, '"交通运输主管部门"', '"  "', {"decider"}),
    ("no source unit", ROAD, '["transport"]', "[]", {"source_units"}),
    ("an unknown source unit", ROAD, '["transport"]', '["nobody"]', {"source_units"}),
    ("no retention", ROAD, "months = 36", "months = 0", {"retention"}),
    ("no table of retention", ROAD, 'retention = { months = 36, start = "conduct_end", reason = "建议期限；短于行为结束起五年的上限" }\n', "", {"retention"}),
    ("no repair class", ROAD, 'repair_class = "general"', 'repair_class = "none"', {"repair_class"}),
    ("a repair class of what is not adverse", LICENCE, 'repair_class = "none"', 'repair_class = "minor"', {"repair_class"}),
    ("no objection effect", ROAD, 'on_objection = "freeze"\n', "", {"on_objection"}),
    ("an objection that leaves the record in use", ROAD, '"freeze"', '"mark"', {"on_objection"}),
    ("an unknown objection effect", ROAD, '"freeze"', '"ignore"', {"on_objection"}),
    ("no demand that shows an adult", ROAD, '["conduct_end_on", "procedure"]', '["procedure"]', {"demands"}),
    ("no demand for the day counted from", "catalogue/A0201_work_safety_post_bar.toml", ', "bar_starts_on"', "", {"demands"}),
    ("an unknown demand", ROAD, '["conduct_end_on", "procedure"]', '["conduct_end_on", "mood"]', {"demands"}),
    ("a key nobody knows", ROAD, 'area = "traffic_safety"', 'area = "traffic_safety"\ncolour = "red"', {"colour"}),
    ("a number in quotes", ROAD, "publish_max_months = 0", 'publish_max_months = "0"', {"publish_max_months"}),
    ("a flag for a number", ROAD, "publish_max_months = 0", "publish_max_months = true", {"publish_max_months"}),
    ("a day in quotes", ROAD, "in_force_from = 2015-01-01", 'in_force_from = "2015-01-01"', {"in_force_from"}),
    ("a row of words for a list", ROAD, '["transport"]', '"transport"', {"source_units"}),
    ("a basis with a key nobody knows", ROAD, ROAD_BASIS, ROAD_BASIS.replace(" }", ', colour = "red" }'), {"bases[0].colour"}),
    ("a retention with a key nobody knows", ROAD, "{ months = 36,", '{ months = 36, colour = "red",', {"retention.colour"}),
    # Terms
    ("publication longer than retention", ROAD, "publish_max_months = 0", "publish_max_months = 37", {"publish_max_months"}),
    ("retention over five years", ROAD, "months = 36", "months = 61", {"retention"}),
    ("a longer bar that is not verified", ROAD, "needs_check = false", LONGER_BAR, {"longer_bar"}),
    ("an end before the beginning", ROAD, "in_force_from = 2015-01-01", "in_force_from = 2015-01-01\nin_force_until = 2014-01-01", {"in_force_until"}),
    # Catch-alls
    ("other conduct", ROAD, 'conduct = "', 'conduct = "其他违法行为，', {"conduct"}),
    ("a list left open", ROAD, "中违反《道路运输条例》", "中超载、超速等违法", {"conduct"}),
    ("the relevant rules", ROAD, "违反《道路运输条例》", "违反有关规定", {"conduct"}),
    ("every kind", ROAD, 'name = "道路运输从业人员违法"', 'name = "各类违法行为"', {"name"}),
    ("a document left open", ROAD, '"行政处罚决定书（普通程序）"', '"行政处罚决定书等"', {"deciding_document"}),
    # Consent
    ("an honour without consent", HONOUR, "requires_consent = true", "requires_consent = false", {"requires_consent", "bases"}),
    ("an honour that offices may ask for", HONOUR, '"authorised"', '"gov_share"', {"sharing"}),
    ("consent instead of a law", WAGES, "requires_consent = false", "requires_consent = true", {"requires_consent", "sharing"}),
    # Who may ask
    ("an agreement of no public body", ASKS, 'unit = "transport"', 'unit = "a_bank"', {"unit"}),
    ("an agreement for an unknown purpose", ASKS, '"road_transport_licence"', '"employment"', {"purposes"}),
    ("an agreement for the own file", ASKS, '"road_transport_licence"', '"own_file"', {"purposes"}),
    ("an agreement for nothing", ASKS, '["road_transport_licence"]', "[]", {"purposes"}),
    ("an agreement by another right", ASKS, '"power"', '"consent"', {"entitlement"}),
    ("an agreement that ends before it begins", ASKS, "2031-01-01", "2025-01-01", {"in_force_until"}),
    ("an agreement for too long", ASKS, "2031-01-01", "2031-01-02", {"in_force_until"}),
    ("an agreement without end", ASKS, "in_force_until = 2031-01-01\n", "", {"in_force_until"}),
    # What was assessed
    ("an assessment by one seat", PIA, "黑河市营商环境建设监督局，分管负责人", " 黑河市公共信用中心，个人信息保护负责岗 ", {"approved_by"}),
    ("an assessment that one person signed", PIA, 'approved_by = "黑河市营商环境建设监督局，分管负责人"\n', "", {"approved_by"}),
    ("an assessment approved before it was made", PIA, "approved_on = 2025-12-18", "approved_on = 2025-12-03", {"approved_on"}),
    # Purposes
    ("a purpose without basis", Q02, Q02_BASIS, "", {"bases"}),
    ("a purpose without services", Q02, SERVICES, "", {"services"}),
    ("a purpose for everything else", Q02, '"道路运输从业资格证换证"', '"其他事项"', {"services"}),
    ("a cell about an unknown item", Q02, 'item = "road_transport_violation"', 'item = "road_rage"', {"cells[1].item"}),
    ("a cell that law does not link", Q02, '"road_transport_regulation", articles = ["第七十五条"]', '"opinion_2016_98", articles = []', {"cells[1].basis"}),
    ("a cell about what needs consent", Q02, 'item = "road_transport_violation"', 'item = "volunteer_service"', {"cells[1].item"}),
    ("a cell about the same item twice", Q02, 'item = "road_transport_violation"', 'item = "road_transport_qualification"', {"cells[1].item"}),
    # Measures
    ("a restraint by a department's rule alone", M13, M13_ARTICLES, 'source = "wage_list_rule", articles = ["第五条"]', {"bases"}),
    ("a restraint without a decider", M13, 'decider = "财政部门"', 'decider = ""', {"decider"}),
    ("a restraint that nobody may document", M13, '["finance_bureau"]', "[]", {"source_units"}),
    ("a restraint from an unknown unit", M13, '["finance_bureau"]', '["nobody"]', {"source_units"}),
    ("a restraint unrelated to the conduct", M13, '"行为发生在会计工作中"', '""', {"relevance"}),
    ("a restraint for whatever else", M13, '"行为发生在会计工作中"', '"其他需要限制的"', {"relevance"}),
    ("a restraint without an end", M13, "longest_months = 60", "longest_months = 0", {"longest_months"}),
    ("a restraint over five years", M13, "longest_months = 60", "longest_months = 61", {"longest_months"}),
    ("a restraint without appeal", M13, M13_APPEAL, '""', {"appeal"}),
    ("a restraint without an effect of objection", M13, 'on_objection = "freeze"\n', "", {"on_objection"}),
    ("a restraint that stays through an objection", M13, '"freeze"', '"mark"', {"on_objection"}),
    ("a restraint by a list of names", M13, 'name = "五年内不得从事会计工作"', 'name = "列入黑名单"', {"name"}),
    ("a restraint of somebody's children", M13, 'name = "五年内不得从事会计工作"', 'name = "限制其子女入学"', {"name"}),
    ("a restraint on no record", M13, '["accountant_bar"]', "[]", {"items"}),
    ("a restraint on an unknown item", M13, '["accountant_bar"]', '["bad_manners"]', {"items"}),
    ("a restraint on what is not adverse", M13, '["accountant_bar"]', '["accounting_professional"]', {"items"}),
    ("a measure of no kind", M13, '"restraint"', '"sanction"', {"kind"}),
    ("a convenience by an unlisted article", "measures/V03_notified_commitment.toml", '["第四十条"]', '["第四十一条"]', {"bases"}),
    ("a convenience that looks at an adverse record", V01, '"civic_honour", "volunteer_service"', '"road_transport_violation"', {"items"}),
    ("a convenience without an end", V01, 'ends_when = "这一次办完"\n', "", {"longest_months"}),
    ("a convenience that may be documented", V01, "items = [", 'source_units = ["transport"]\nitems = [', {"source_units"}),
    # Periods
    ("our own rule against the person", PERIODS, OWN_RULE, "", {"period[0].favours_person"}),
    ("an unverified period against the person", PERIODS, f'{RECONSIDERATION}"verified"', f'{RECONSIDERATION}"from_knowledge"', {"period[10].favours_person"}),
    ("a shorter wait", PERIODS, "value = 7", "value = 6", {"period[0].value"}),
    ("a higher ceiling", PERIODS, "value = 60\nunit = \"month\"\nbases", "value = 61\nunit = \"month\"\nbases", {"period[4].value"}),
    ("another unit", PERIODS, 'value = 7\nunit = "day"', 'value = 7\nunit = "working_day"', {"period[0].unit"}),
    ("a period that the product needs", PERIODS, 'code = "second_matter"', 'code = "another_matter"', {"period"}),
    # Layouts
    ("a layout from nowhere", LAYOUT, '"public_code"', '"heard_of"', {"origin"}),
    ("a layout without columns", LAYOUT, "column = [", "column = []\nothers = [", {"others"}),
    ("a column twice", LAYOUT, '"CF_FRDB", heading = "法定代表人"', '"CF_FRDB", heading = "证件类型"', {"column[11].heading"}),
    ("a column of an unknown type", LAYOUT, 'type = "text"', 'type = "fingerprint"', {"column[0].type"}),
    ("a column of no length", LAYOUT, "max_length = 200, ", "", {"column[0].max_length"}),
    ("a column that is public somehow", LAYOUT, 'public = "masked"', 'public = "sometimes"', {"column[0].public"}),
    ("a column with a key nobody knows", LAYOUT, 'public = "masked"', 'public = "masked", colour = "red"', {"column[0].colour"}),
    # Sources, units, days
    ("a verified source without a day", "sources/tourism_law.toml", "last_confirmed_on = 2026-07-17\n", "", {"last_confirmed_on"}),
    ("an unknown rank", "sources/tourism_law.toml", 'rank = "law"', 'rank = "custom"', {"rank"}),
    ("a code that does not check", "units.toml", '"11231100MB00000199"', '"11231100MB00000198"', {"unit[0].uscc"}),
    ("a unit of a county twice", COUNTY, '"city_management_aihui"', '"court_aihui"', {"unit[6].code"}),
    ("a unit of a county under a code of the city", COUNTY, '"city_management_aihui"', '"city_management"', {"unit[6].code"}),
    ("a unit in a county of the past", COUNTY, 'division = "231183"', 'division = "231121"', {"unit[51].division"}),
    ("a unit nowhere", COUNTY, 'division = "231102"', 'division = "999999"', {"unit[0].division"}),
    ("a division twice", DIVISIONS, '"232626"', '"232625"', {"division[19].code"}),
    ("a division of no length", DIVISIONS, '"232627"', '"23262"', {"division[20].code"}),
    ("a division of an unknown level", DIVISIONS, '"province"', '"planet"', {"division[0].level"}),
    ("a division replaced by nobody", DIVISIONS, 'successor = "231183"', 'successor = "231199"', {"division[8].successor"}),
    ("a division replaced while in use", DIVISIONS, 'since = 2019, ', 'since = 2019, successor = "231121", ', {"division[7].successor"}),
    ("a division that ended before it began", DIVISIONS, "since = 1993, until = 1996", "since = 1993, until = 1992", {"division[9].until"}),
    ("a wording of no day", "sources/tourism_law.toml", "worded_on = 2026-07-17\n", "", {"worded_on"}),
    ("a day without a wording", "sources/wage_list_rule.toml", "\n[articles]", "\nworded_on = 2026-07-17\n\n[articles]", {"worded_on"}),
    ("a unit twice", "units.toml", 'code = "social_work"', 'code = "propaganda"', {"unit[2].code"}),
    ("a day of another year", "calendar/2026.toml", "2026-01-01,", "2025-12-31,", {"year"}),
    ("a Saturday off", "calendar/2026.toml", "2026-01-02,", "2026-01-03,", {"days_off"}),
    ("a Monday worked", "calendar/2026.toml", "2026-01-04,", "2026-01-05,", {"days_worked"}),
    # Texts
    ("a tag that resolves to nothing", REASONS, 'law = "pipl/第三十四条"', 'law = "pipl/第九百条"', {"found_usable.law"}),
    ("a reason without law that is not our own", REASONS, 'law = "pipl/第三十四条"\n', "", {"found_usable.law"}),
    ("a reason with law that is our own too", REASONS, 'law = "pipl/第三十四条"', 'law = "pipl/第三十四条"\nown_rule = true', {"found_usable.law"}),
    ("a reason without text", REASONS, "[found_usable]", "[found_unusable]", {"found_usable", "found_unusable"}),
    ("a standing without text", "texts/zh_Hans/standings.toml", "[withdrawn]", "[removed]", {"withdrawn", "removed"}),
    ("a blank that nothing fills", LETTER, "{who_may_see}", "{who_cares}", {"section[2].paragraphs"}),
    ("a brace left open", LETTER, "{until}，", "{until，", {"section[3].facts"}),
    ("what is never collected, without its law", "never_collected.toml", 'articles = ["第十四条"]', 'articles = ["第九十九条"]', {"kind[0].bases"}),
]  # fmt: skip


class TestShipped:
    def test_has_no_problem(self) -> None:
        assert check(LAW) == []

    def test_loads(self) -> None:
        lawbook = load(LAW)
        adverse = [item for item in lawbook.items.values() if item.is_adverse]
        assert len(lawbook.items) >= 12
        assert sum(not item.is_unconfirmed for item in adverse) >= 6
        assert len(lawbook.purposes) >= 5

    def test_publishes_nothing(self) -> None:
        assert {item.publish_max_months for item in load(LAW).items.values()} == {0}

    @proves("D2")
    def test_every_record_that_an_office_may_see_is_bound_to_a_purpose_by_its_own_article(self) -> None:
        lawbook = load(LAW)
        for purpose in lawbook.purposes.values():
            for cell in purpose.cells:
                assert cell.basis.is_sufficient
                assert cell.basis.is_verified


class TestCheck:
    @pytest.mark.slow
    @proves("R12", "R13", "R21", "R37")
    @pytest.mark.parametrize(
        ("file", "old", "new", "keys"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN]
    )
    def test_names_exactly_the_place_and_says_what_to_do(
        self, law: Copy, file: str, old: str, new: str, keys: set[str]
    ) -> None:
        law.replace(file, old, new)
        with pytest.raises(LawRefused) as refused:
            load(law.root)
        assert {(problem.file, problem.key) for problem in refused.value.problems} == {(file, key) for key in keys}
        for problem in refused.value.problems:
            assert re.fullmatch("[^!！]+。", problem.sentence)
            assert re.search("请|不能收|不能问", problem.sentence), problem.sentence

    @proves("C1")
    def test_lets_no_body_have_two_agreements_for_one_purpose_at_a_time(self, law: Copy) -> None:
        second = "agreements/transport_again.toml"
        law.write(second, law.read(ASKS).replace("in_force_from = 2026", "in_force_from = 2029"))
        assert law.places() == {(second, "in_force_from")}
        law.write(ASKS, law.read(ASKS).replace("2031-01-01", "2029-01-01"))
        assert law.places() == set()

    @pytest.mark.slow
    @proves("R21", "R37")
    @pytest.mark.parametrize(
        "file",
        [pytest.param(PRODUCE, marks=proves("B2")), Q02, pytest.param(PIA, marks=proves("R40")), M13, "edition.toml"],
    )
    def test_misses_every_key_that_is_taken_out(self, law: Copy, file: str) -> None:
        """One key at a time, and only that key is named."""
        whole = law.read(file)
        keys = [found for found in KEY.finditer(whole.split("[[")[0]) if found[1] not in OPTIONAL]
        assert keys
        for found in keys:
            law.write(file, whole[: found.start()] + whole[found.end() :])
            assert law.places() == {(file, found[1])}

    @pytest.mark.parametrize("file", READ)
    def test_knows_every_key_of_every_file(self, law: Copy, file: str) -> None:
        law.write(file, f'colour = "red"\n{law.read(file)}')
        assert law.places() == {(file, "colour")}

    @pytest.mark.parametrize(
        ("file", "old", "place"),
        [
            ("units.toml", "[[unit]]\n", "unit[0]"),
            (PERIODS, "[[period]]\n", "period[0]"),
            ("never_collected.toml", "[[kind]]\n", "kind[0]"),
            ("texts/zh_Hans/notice_editions.toml", "[[edition]]\n", "edition[0]"),
            (Q02, "[[cells]]\n", "cells[0]"),
            (LETTER, "[[section]]\n", "section[0]"),
            (REASONS, "[found_usable]\n", "found_usable"),
            ("texts/zh_Hans/standings.toml", "[waiting]\n", "waiting"),
        ],
    )
    def test_knows_every_key_of_every_table(self, law: Copy, file: str, old: str, place: str) -> None:
        law.replace(file, old, f'{old}colour = "red"\n')
        assert law.places() == {(file, f"{place}.colour")}

    @pytest.mark.parametrize(("file", "table"), [("units.toml", "unit"), (PERIODS, "period")])
    def test_misses_every_key_of_a_table_of_a_list(self, law: Copy, file: str, table: str) -> None:
        """The first table stands for all of them: they are read by one reader."""
        whole = law.read(file)
        end = whole.index(f"[[{table}]]", whole.index(f"[[{table}]]") + 1)
        keys = [found for found in KEY.finditer(whole, 0, end) if found[1] not in {*OPTIONAL, "favours_person"}]
        assert len(keys) >= 5
        for found in keys:
            law.write(file, whole[: found.start()] + whole[found.end() :])
            assert (file, f"{table}[0].{found[1]}") in law.places()

    def test_takes_a_longer_term_that_an_article_itself_fixes(self, law: Copy) -> None:
        bar = f"longer_bar = {ROAD_BASIS}"
        law.replace(ROAD, "months = 36", "months = 120")
        law.replace(ROAD, "needs_check = false", f"needs_check = false\n{bar}")
        law.assess()
        assert law.places() == set()
        law.replace(ROAD, bar, bar.replace("road_transport_regulation", "wage_list_rule").replace("七十五", "五"))
        assert law.places() == {(ROAD, "longer_bar")}

    def test_takes_no_longer_term_for_what_is_not_adverse(self, law: Copy) -> None:
        law.replace(LICENCE, "needs_check = false", f"needs_check = false\nlonger_bar = {ROAD_BASIS}")
        assert law.places() == {(LICENCE, "longer_bar")}

    def test_refuses_two_editions_in_force_on_one_day(self, law: Copy) -> None:
        later = law.read(ROAD).replace("in_force_from = 2015-01-01", "in_force_from = 2027-01-01")
        law.write("catalogue/A0401_road_transport_violation_2027.toml", later)
        assert law.places() == {("catalogue/A0401_road_transport_violation_2027.toml", "in_force_from")}

    def test_takes_an_edition_that_follows_another(self, law: Copy) -> None:
        later = law.read(ROAD).replace("in_force_from = 2015-01-01", "in_force_from = 2027-01-01")
        law.write("catalogue/A0401_road_transport_violation_2027.toml", later)
        law.replace(ROAD, "in_force_from = 2015-01-01", "in_force_from = 2015-01-01\nin_force_until = 2027-01-01")
        assert law.places() == set()

    def test_refuses_two_editions_of_a_purpose(self, law: Copy) -> None:
        law.write("purposes/Q02_road_transport_licence_2.toml", law.read(Q02))
        assert law.places() == {("purposes/Q02_road_transport_licence_2.toml", "in_force_from")}

    def test_refuses_one_code_for_two_items(self, law: Copy) -> None:
        law.replace(WAGES, 'code = "A1001"', 'code = "A0401"')
        assert law.places() == {(ROAD, "code"), (WAGES, "code")}

    def test_refuses_a_law_that_has_lapsed(self, law: Copy) -> None:
        source = "sources/special_equipment_law.toml"
        law.write(source, "in_force_until = 2026-06-01\n" + law.read(source))
        assert law.places() == {(MACHINES, "bases")}

    @pytest.mark.parametrize("text", ["name = ", "\udcff", 'name = "甲"\nname = "乙"'])
    def test_says_that_a_file_cannot_be_read(self, law: Copy, text: str) -> None:
        (law.root / MACHINES).write_bytes(text.encode("utf-8", "surrogateescape"))
        assert law.places() == {(MACHINES, "")}

    def test_gives_each_measure_a_code_of_its_own(self, law: Copy) -> None:
        law.replace(M13, 'code = "M13"', 'code = "M14"')
        assert law.places() == {(M13, "code"), ("measures/M14_appraiser_bar.toml", "code")}

    @pytest.mark.parametrize(
        "file", ["catalogue/A0401.bak", "sources/old/pipl.toml", "readme.md", "catalogue/A9999.yaml"]
    )
    def test_refuses_a_file_that_nobody_reads(self, law: Copy, file: str) -> None:
        law.write(file, "x = 1\n")
        assert law.places() == {(file, "")}

    @pytest.mark.parametrize(
        "file", ["edition.toml", "units.toml", COUNTY, DIVISIONS, "never_collected.toml", REASONS, LETTER]
    )
    def test_misses_a_file(self, law: Copy, file: str) -> None:
        (law.root / file).unlink()
        assert (file, "") in law.places()

    def test_misses_the_directory(self, law: Copy) -> None:
        assert check(law.root / "nowhere")[0].sentence.startswith("没有这个法库目录")

    @pytest.mark.parametrize("value", ["1", "true", '"x"', "[[1]]", "{}", "2026-01-01T08:00:00"])
    def test_survives_any_value_in_every_place(self, law: Copy, value: str) -> None:
        """Nothing raises, whatever stands where something else should."""
        for file in (
            ROAD,
            Q02,
            PIA,
            M13,
            LAYOUT,
            "units.toml",
            COUNTY,
            DIVISIONS,
            PERIODS,
            "calendar/2026.toml",
            LETTER,
            REASONS,
            "never_collected.toml",
        ):
            whole = law.read(file)
            law.write(
                file, re.sub(r"^(\w+) = (\[\n.*?^\]|[^\n]*)$", rf"\1 = {value}", whole, flags=re.MULTILINE | re.DOTALL)
            )
        assert law.places()


class TestUnits:
    def test_lie_in_divisions_of_today_and_every_county_has_its_bodies(self) -> None:
        book = load(LAW)
        counties = {code for code, one in book.divisions.items() if one.level == "county" and one.is_current}
        assert len(counties) == 6
        for county in counties:
            bodies = {code.rsplit("_", 1)[0] for code, unit in book.units.items() if unit.division == county}
            assert {"government", "court", "transport", "samr", "hrss", "agriculture", "emergency", "tax"} <= bodies
        assert all(book.divisions[unit.division].is_current for unit in book.units.values())

    def test_every_code_of_the_past_leads_to_one_of_today_or_says_that_nobody_knows(self) -> None:
        divisions = load(LAW).divisions
        for division in divisions.values():
            now = division
            while now.successor:
                now = divisions[now.successor]
            assert now.is_current or now.code == "232627"

    @pytest.mark.parametrize("code", load(LAW).divisions)
    def test_no_number_is_refused_for_the_code_it_begins_with(self, code: str) -> None:
        """A number keeps the code of its first registration, whatever became of the county. [law:identity_card_law/第三条]"""
        first = f"{code}18900101001"
        assert identity_number.fault(first + identity_number.check_character(first)) is None


class TestDigest:
    def test_changes_with_any_byte_and_any_name(self, law: Copy) -> None:
        before = load(LAW).digest
        assert load(law.root).digest == before
        moved = law.root.with_name("moved")
        law.root.rename(moved)
        (moved / ROAD).rename(moved / "catalogue/A0401.toml")
        renamed = load(moved).digest
        (moved / "plan/plan_zh.txt").write_bytes((moved / "plan/plan_zh.txt").read_bytes() + b"\n")
        load.__globals__["_load"].cache_clear()
        assert len({before, renamed, load(moved).digest}) == 3

    def test_is_counted_once_for_one_directory(self, law: Copy) -> None:
        assert load(law.root) is load(law.root)
        assert load(law.root) is not load(LAW)

    def test_is_the_same_for_the_same_bytes(self, law: Copy) -> None:
        assert load(law.root).digest == load(LAW).digest


class TestMeasures:
    @proves("R12")
    def test_nothing_that_acts_knows_of_a_measure_but_what_writes_down_a_decision(self) -> None:
        """They are read by people. `apps/restraints` writes down what somebody decided elsewhere, and nothing else."""
        source = LAW.parent / "src" / "chengxin"
        acting = [path for room in ("apps", "intake", "jobs") for path in (source / room).rglob("*.py")]
        assert len(acting) > 20
        knowing = {
            path for path in acting if re.search(r"\bmeasures?\b", path.read_text(encoding="utf-8"), re.IGNORECASE)
        }
        assert knowing
        assert {path.parent.relative_to(source).parts[:2] for path in knowing} == {("apps", "restraints")}
