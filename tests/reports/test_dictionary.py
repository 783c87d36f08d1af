from reports.dictionary import as_markdown
from reports.management.commands.data_dictionary import PLACE


def test_dictionary_in_the_docs_is_true():
    assert PLACE.read_text(encoding="utf-8") == as_markdown(), (
        "Run: python manage.py data_dictionary"
    )


def test_dictionary_tells_fields_rules_and_categories():
    text = as_markdown()
    assert "| date_of_birth | Date (without time), may be empty | Date of birth." in text
    assert "`cautionary_six_months` Cautionary six months" in text
    assert "Its categories are the rows of the record." in text
    assert "Unique: snapshot, child." in text
