"""How a name sounds, roughly: Katherine and Cathryn, Mohammed and Muhamad, alike.

It proposes children who may be the same; somebody decides. It is meant to find too many.
"""

import re
import unicodedata

SOUND_LENGTH = 200

# One spelling for each sound, replaced in this order.
SPELLINGS = (
    ("sch", "s"),
    ("tch", "c"),
    ("ght", "t"),
    ("ph", "f"),
    ("gh", "g"),
    ("ck", "k"),
    ("ch", "c"),
    ("kh", "k"),
    ("sh", "s"),
    ("th", "t"),
    ("dh", "d"),
    ("kn", "n"),
    ("wr", "r"),
    ("x", "ks"),
    ("q", "k"),
    ("c", "k"),
    ("z", "s"),
    ("v", "f"),
    ("dg", "g"),
    ("j", "g"),
)
# Letters that are not taken apart into a letter and a mark, and the apostrophes that people type.
PLAIN = str.maketrans(
    {
        "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th",
        "’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'",
    }
)  # fmt: skip
NO_LETTER = re.compile(r"[\W\d_]")
DOUBLED = re.compile(r"(.)\1+")
VOWEL_AT_THE_START = re.compile(r"^[aeiouyw]")
SILENT = re.compile(r"(?<=.)[aeiouyhw]")


def folded(text: str) -> str:
    """A text as search compares it: small letters without their diacritics."""
    letters = unicodedata.normalize("NFKD", text.casefold().translate(PLAIN))
    return "".join(c for c in letters if not unicodedata.combining(c))


def sound_of(names: str) -> str:
    """The sounds of some names, a word each, in an order that no mix-up of the names changes.

    A blank stands before and after each, so that one is found by `` word ``.
    """
    sounds = sorted(sounds_of(names))
    return f" {' '.join(sounds)} "[:SOUND_LENGTH] if sounds else ""


def sounds_of(names: str) -> list[str]:
    """The sound of each name; of what has no letters there is none."""
    return list(filter(None, map(_sound, folded(names).split())))


def _sound(name: str) -> str:
    letters = NO_LETTER.sub("", name)
    for spelling, sound in SPELLINGS:
        letters = letters.replace(spelling, sound)
    letters = DOUBLED.sub(r"\1", letters)
    return SILENT.sub("", VOWEL_AT_THE_START.sub("a", letters))
