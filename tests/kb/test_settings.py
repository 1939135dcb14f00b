"""How an installation is set up.

1. Without anything the defaults of the table hold.
2. KB_* variables win over kb.toml, kb.toml wins over the defaults.
3. A value that cannot be used is refused by the name of its setting and with what to write instead.
4. Places, path prefix and host follow from the settings.
"""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path

import pytest

from kb.allowed_hosts import AllowedHost
from kb.errors import SettingInvalid
from kb.settings import SETTINGS, load_settings


def test_the_defaults_are_those_of_the_table(tmp_path: Path) -> None:
    settings = load_settings({}, tmp_path)
    assert (settings.corpus, settings.var, settings.base_url) == (Path("corpus"), Path("var"), "")
    assert settings.languages == ("de", "en", "da")
    assert settings.timezone.key == "Europe/Berlin"
    assert settings.trusted_proxies == ()
    assert settings.desk_networks == ()
    assert all(row.help.endswith(".") for row in SETTINGS)


def test_every_setting_has_its_variable(tmp_path: Path) -> None:
    settings = load_settings(
        {
            "KB_CORPUS": "/srv/corpus",
            "KB_VAR": "/srv/var",
            "KB_BASE_URL": "https://example.org/wissen/",
            "KB_LANGUAGES": " en , de",
            "KB_TIMEZONE": "Europe/Copenhagen",
            "KB_TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/8,::1",
            "KB_FETCH_ALLOW": "Wiki.Intranet:8080, 10.1.0.0/16,",
            "KB_DESK_NETWORKS": "10.1.0.0/16, 2001:db8::/32",
            "KB_FOUR_EYES": "1",
            "KB_PUBLIC": "1",
            "KB_OTHER": "is not ours",
        },
        tmp_path,
    )
    assert (settings.corpus, settings.var) == (Path("/srv/corpus"), Path("/srv/var"))
    assert settings.base_url == "https://example.org/wissen"
    assert settings.languages == ("en", "de")
    assert settings.timezone.key == "Europe/Copenhagen"
    assert settings.trusted_proxies == ("127.0.0.1", "10.0.0.0/8", "::1")
    assert settings.desk_networks == ("10.1.0.0/16", "2001:db8::/32")
    assert settings.four_eyes
    assert settings.public
    assert settings.fetch_allow == (
        AllowedHost(None, "wiki.intranet", 8080),
        AllowedHost(ip_network("10.1.0.0/16"), None, None),
    )


def test_a_variable_wins_over_the_file_and_the_file_over_the_default(tmp_path: Path) -> None:
    (tmp_path / "kb.toml").write_text('corpus = "from-file"\nTimezone = "UTC"\n', "utf-8")
    settings = load_settings({"KB_CORPUS": "from-variable"}, tmp_path)
    assert (settings.corpus, settings.timezone.key) == (Path("from-variable"), "UTC")
    assert settings.var == Path("var")


def test_the_environment_of_the_process_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KB_VAR", "elsewhere")
    assert load_settings().var == Path("elsewhere")


@pytest.mark.parametrize(
    ("name", "value", "repair"),
    [
        ("FOUR_EYES", "yes", "write 1 for yes or 0 for no"),
        ("PUBLIC", "true", "write 1 for yes or 0 for no"),
        ("LANGUAGES", "", "use some of de, en, da"),
        ("LANGUAGES", "de,fr", "use some of de, en, da"),
        ("LANGUAGES", "de en", "use some of de, en, da"),
        ("TIMEZONE", "", "try Europe/Berlin"),
        ("TIMEZONE", "Berlin", "try Europe/Berlin"),
        ("TIMEZONE", "Europe", "try Europe/Berlin"),
        ("TIMEZONE", "../../etc/passwd", "try Europe/Berlin"),
        ("TRUSTED_PROXIES", "localhost", "write addresses or networks"),
        ("TRUSTED_PROXIES", "10.0.0.0/33", "write addresses or networks"),
        ("DESK_NETWORKS", "intranet", "write addresses or networks"),
        ("FETCH_ALLOW", "wiki.intranet:http", "write hosts such as"),
        ("FETCH_ALLOW", "http://wiki.intranet/", "write hosts such as"),
        ("FETCH_ALLOW", "10.0.0.0/33", "write hosts such as"),
        ("FETCH_ALLOW", "127.0.0.1:0", "write hosts such as"),
        ("BASE_URL", "example.org", "write https://host/path or /path"),
        ("BASE_URL", "ftp://example.org", "write https://host/path or /path"),
        ("BASE_URL", "https://", "write https://host/path or /path"),
        ("BASE_URL", "//[", "write https://host/path or /path"),
        ("BASE_URL", "https://[", "write https://host/path or /path"),
        ("BASE_URL", "https://example.org:http/", "write https://host/path or /path"),
        ("BASE_URL", "https://example.org:99999/", "write https://host/path or /path"),
    ],
)
def test_what_cannot_be_used_is_refused(tmp_path: Path, name: str, value: str, repair: str) -> None:
    with pytest.raises(SettingInvalid) as refused:
        load_settings({f"KB_{name}": value}, tmp_path)
    assert f"KB_{name}" in str(refused.value)
    assert repair in str(refused.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("corpus = \n", "is not TOML: .*line 1.* Correct this line"),
        ('corpse = "x"\n', "corpse must be one of base_url, corpus, .* and hold a text in quotes"),
        ("var = 3\n", "var must be one of .* and hold a text in quotes"),
        ('[server]\ncorpus = "x"\n', "server must be one of"),
        ('corpus = "\udcff"\n', "is not TOML: .* Correct this line"),
    ],
)
def test_a_broken_file_is_refused(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "kb.toml").write_text(text, "utf-8", errors="surrogateescape")
    with pytest.raises(SettingInvalid, match=rf"kb\.toml.*{said}"):
        load_settings({}, tmp_path)


def test_places_follow_from_the_folder_for_what_changes(tmp_path: Path) -> None:
    settings = load_settings({"KB_VAR": "/srv/var"}, tmp_path)
    assert settings.index == Path("/srv/var/index")
    assert settings.pending == Path("/srv/var/state/pending")
    assert settings.links == Path("/srv/var/state/links.jsonl")


@pytest.mark.parametrize(
    ("url", "prefix", "host"),
    [
        ("", "", None),
        ("/", "", None),
        ("/wissen/", "/wissen", None),
        ("https://Example.org", "", "example.org"),
        ("https://example.org:8443/a/b/", "/a/b", "example.org"),
    ],
)
def test_prefix_and_host_are_those_of_the_address(
    tmp_path: Path, url: str, prefix: str, host: str | None
) -> None:
    settings = load_settings({"KB_BASE_URL": url}, tmp_path)
    assert (settings.path_prefix, settings.host) == (prefix, host)
