"""Small dictionaries in Ding format, made up for these tests."""

from __future__ import annotations

from pathlib import Path

from indexer.dictionary.compiled import Dictionary
from indexer.dictionary.importing import import_dictionary

HARBOUR = """\
# Version :: made up for tests
# License :: EUPL-1.2

Hafen {m}; Seehafen {m} [naut.] | Häfen {pl} :: port; harbour (for ships) | ports
Portwein {m} :: port
Förderung {f} | Förderungen {pl} :: funding; promotion | grants
Forderung {f} | Forderungen {pl} :: claim; demand | claims
Werbung {f} :: promotion
Werbung {f} :: advertising
Finanzierung {f} :: financing; funding
Fachkräfte {pl} :: skilled workers; specialists
Mitglied {n} | Mitglieder {pl} :: member | members
Beitrag {m} | Beiträge {pl} :: contribution; fee | contributions; fees
Kiel {m} [naut.] :: keel
Kanal {m} :: channel; canal
Strasse {f}; Straße {f} :: road; street
etw. fördern {vt} | fördernd :: to fund sth.; to promote sth. | funding
rasch {adj} | rasch und sicher :: quick | quick and safe
neu {adj} :: new
"""


def a_source(path: Path, text: str = HARBOUR) -> Path:
    """The file ``path`` with the text."""
    path.write_text(text, "utf-8")
    return path


def a_dictionary(folder: Path, text: str = HARBOUR) -> Dictionary:
    """The dictionary compiled from the text."""
    compiled = folder / "dictionary.bin"
    import_dictionary(a_source(folder / "de-en", text), compiled)
    return Dictionary.open(compiled)
