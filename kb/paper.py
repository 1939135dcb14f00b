"""What is known of an ingested paper: its text in parts, each with the place it stands at?

A paper belongs to a record of kind ``file``. Its text is made once, when it is imported, and kept beside the
original under the digest of the original's bytes.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from kb.localized import Language

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class PaperPart(BaseModel):
    """A page, or a section where the format has no pages. ``page`` counts from 1."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    text: str
    heading: str | None = None
    page: int | None = Field(default=None, ge=1)


class PaperText(BaseModel):
    """The text of a paper. ``extractor`` says who read it."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    format: Literal[1]
    digest: Digest
    extractor: str
    language: Language
    parts: list[PaperPart]
