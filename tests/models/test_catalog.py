import re

from appliance.models.catalog import catalog, licence_text, starter


def test_the_starter_set_has_each_role_that_the_main_job_needs():
    assert {entry.role for entry in starter(small=False)} == {"answer", "embed", "ner"}


def test_the_small_starter_set_is_without_the_big_answer_model_alone():
    left_out = set(starter(small=False)) - set(starter(small=True))
    assert [entry.name for entry in left_out] == ["Qwen2.5-Coder-1.5B-Instruct"]


def test_of_the_answer_models_the_better_comes_first():
    assert [entry.memory_mb > 1000 for entry in catalog() if entry.role == "answer"] == [True, False]


def test_every_model_states_a_licence_and_has_its_text():
    for entry in catalog():
        assert re.fullmatch(r"[A-Za-z0-9.-]+", entry.licence)
        assert licence_text(entry) or any(file.path == "LICENSE" for file in entry.files)


def test_names_are_unique_and_main_files_are_among_the_files():
    names = [entry.name for entry in catalog()]
    assert len(names) == len(set(names))
    for entry in catalog():
        assert entry.main is None or entry.main in {file.path for file in entry.files}
        assert len(entry.sha256) == 64


def test_a_source_is_one_wheel_with_a_folder_or_parts_of_one_file():
    for entry in catalog():
        for source in entry.source:
            folders = [wheel.holds.endswith("/") for wheel in source.wheels]
            assert folders == [True] or (not any(folders) and len(entry.files) == 1)


def test_a_name_model_states_its_language_and_only_the_english_one_is_a_starter():
    stated = {entry.language: entry.starter for entry in catalog() if entry.role == "ner" and entry.format == "spacy"}
    assert stated == {"en": True, "fr": False}
