"""Index every child for search as it is folded now, and by how the names sound."""

from itertools import islice

from django.db import migrations

from risk.sounds import folded, sound_of

IN_A_BATCH = 2_000


def index_children(apps, schema_editor):
    """What ``Child.index_for_search`` sets, for the children that are on the record already."""
    model = apps.get_model("risk", "Child")
    most = model._meta.get_field("search_text").max_length
    fields = ["pk", "given_name", "family_name", "aliases", "reference", "search_text", "sounds"]
    children = model.objects.order_by("pk").only(*fields).iterator(chunk_size=IN_A_BATCH)
    while some := list(islice(children, IN_A_BATCH)):
        changed = []
        for child in some:
            names = f"{child.given_name} {child.family_name}"
            text = folded(" ".join(filter(None, (names, child.aliases, child.reference))))[:most]
            if (child.search_text, child.sounds) != (text, sound_of(names)):
                child.search_text, child.sounds = text, sound_of(names)
                changed.append(child)
        model.objects.bulk_update(changed, ["search_text", "sounds"], batch_size=300)


class Migration(migrations.Migration):
    dependencies = [("risk", "0003_record")]

    operations = [migrations.RunPython(index_children, migrations.RunPython.noop)]
