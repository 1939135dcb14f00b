"""How is this installation set up? One row per setting: name, default, help.

Values come from ``KB_*`` environment variables, else from ``kb.toml`` in the working directory, else from the
default. They are read once and never change afterwards.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kb.allowed_hosts import AllowedHost
from kb.errors import SettingInvalid
from kb.localized import LANGUAGES, Language


@dataclass(frozen=True)
class Setting:
    """One row: the name without ``KB_``, the default as text, and what it does."""

    name: str
    default: str
    help: str


SETTINGS: tuple[Setting, ...] = (
    Setting("CORPUS", "corpus", "Folder with records/, drafts/, history/, files/, pages/, vocabularies/."),
    Setting("VAR", "var", "Folder for the index, the cache and the state; made when needed."),
    Setting("BASE_URL", "", "Public address, or only its path, e.g. https://example.org/wissen or /wissen."),
    Setting("LANGUAGES", "de,en,da", "Languages of content, in the order they are offered."),
    Setting("TIMEZONE", "Europe/Berlin", "Calendar days such as 'expires' are days in this time zone."),
    Setting("TRUSTED_PROXIES", "", "Addresses or networks whose X-Forwarded-* headers are believed."),
    Setting(
        "FETCH_ALLOW", "", "Hosts of the own network to fetch from, e.g. wiki.intranet:8080,10.1.0.0/16."
    ),
    Setting("DESK_NETWORKS", "", "Networks the desk answers, e.g. 10.0.0.0/8; empty: it answers everywhere."),
    Setting("FOUR_EYES", "0", "1: who has written a draft cannot publish it. 0 lets one person do both."),
    Setting("PUBLIC", "0", "1: check and serve refuse placeholders and missing legal pages."),
)


@dataclass(frozen=True)
class Settings:
    """The settings in force."""

    corpus: Path
    var: Path
    base_url: str
    languages: tuple[Language, ...]
    timezone: ZoneInfo
    trusted_proxies: tuple[str, ...]
    fetch_allow: tuple[AllowedHost, ...]
    desk_networks: tuple[str, ...]
    four_eyes: bool
    public: bool

    @property
    def index(self) -> Path:
        return self.var / "index"

    @property
    def drafts(self) -> Path:
        """Where records lie that are not public yet."""
        return self.corpus / "drafts"

    @property
    def pending(self) -> Path:
        """Where a save leaves the mark that its record waits to be indexed."""
        return self.var / "state" / "pending"

    @property
    def accounts(self) -> Path:
        """The database of accounts and sessions."""
        return self.var / "state" / "accounts.sqlite"

    @property
    def audit(self) -> Path:
        """Who did what in this month, one line for each deed; earlier months lie beside it."""
        return self.var / "state" / "audit.jsonl"

    @property
    def feedback(self) -> Path:
        """The database of what readers have told."""
        return self.var / "state" / "feedback.sqlite"

    @property
    def misses(self) -> Path:
        """The database of what readers have looked for in vain."""
        return self.var / "state" / "misses.sqlite"

    @property
    def links(self) -> Path:
        """What is known of the source addresses: one line for each check."""
        return self.var / "state" / "links.jsonl"

    @property
    def path_prefix(self) -> str:
        """The path all pages lie under, without a slash at its end."""
        return urlsplit(self.base_url).path.rstrip("/")

    @property
    def host(self) -> str | None:
        """The public host name, or None if every Host header is welcome."""
        return urlsplit(self.base_url).hostname


def _from_file(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingInvalid(f"{path} is not TOML: {error}. Correct this line.") from error
    known = {setting.name for setting in SETTINGS}
    for name, value in values.items():
        if name.upper() not in known or not isinstance(value, str):
            raise SettingInvalid(
                f"{path}: {name} must be one of {', '.join(sorted(known)).lower()} and hold a text in quotes."
            )
    return {name.upper(): value for name, value in values.items()}


def _languages(text: str) -> tuple[Language, ...]:
    wanted = [word.strip() for word in text.split(",") if word.strip()]
    unknown = [word for word in wanted if word not in LANGUAGES]
    if unknown or not wanted:
        raise SettingInvalid(f"KB_LANGUAGES is {text!r}; use some of {', '.join(LANGUAGES)} with commas.")
    return tuple(language for word in wanted for language in LANGUAGES if language == word)


def _timezone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SettingInvalid(f"KB_TIMEZONE is {name!r}, which is no time zone; try Europe/Berlin.") from error


def _networks(name: str, text: str) -> tuple[str, ...]:
    found = tuple(word.strip() for word in text.split(",") if word.strip())
    for word in found:
        try:
            ip_network(word, strict=False)
        except ValueError as error:
            raise SettingInvalid(
                f"KB_{name} holds {word!r}; write addresses or networks with commas."
            ) from error
    return found


def _allowed_hosts(text: str) -> tuple[AllowedHost, ...]:
    try:
        return tuple(AllowedHost.parse(word) for word in text.split(",") if word.strip())
    except ValueError as error:
        raise SettingInvalid(
            f"KB_FETCH_ALLOW is {text!r}: {error}; write hosts such as wiki.intranet:8080 or networks "
            "such as 10.1.0.0/16 with commas."
        ) from error


def _switch(name: str, text: str) -> bool:
    if text not in ("0", "1"):
        raise SettingInvalid(f"KB_{name} is {text!r}; write 1 for yes or 0 for no.")
    return text == "1"


def _base_url(text: str) -> str:
    usable = not text or (text.startswith("/") and not text.startswith("//"))
    try:
        parts = urlsplit(text)
        usable = usable or (parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0)
    except ValueError:  # such as a port of letters or half an IPv6 address
        usable = False
    if not usable:
        raise SettingInvalid(f"KB_BASE_URL is {text!r}; write https://host/path or /path.")
    return text.rstrip("/")


def load_settings(environment: Mapping[str, str] | None = None, folder: Path | None = None) -> Settings:
    """Read the settings. Raises SettingInvalid with what to write instead."""
    environment = os.environ if environment is None else environment
    stored = _from_file((folder or Path()) / "kb.toml")
    values = {
        row.name: environment.get(f"KB_{row.name}", stored.get(row.name, row.default)) for row in SETTINGS
    }
    return Settings(
        corpus=Path(values["CORPUS"]),
        var=Path(values["VAR"]),
        base_url=_base_url(values["BASE_URL"]),
        languages=_languages(values["LANGUAGES"]),
        timezone=_timezone(values["TIMEZONE"]),
        trusted_proxies=_networks("TRUSTED_PROXIES", values["TRUSTED_PROXIES"]),
        fetch_allow=_allowed_hosts(values["FETCH_ALLOW"]),
        desk_networks=_networks("DESK_NETWORKS", values["DESK_NETWORKS"]),
        four_eyes=_switch("FOUR_EYES", values["FOUR_EYES"]),
        public=_switch("PUBLIC", values["PUBLIC"]),
    )
