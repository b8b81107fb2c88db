"""Country folders on disk: the shipped ones by code, a user's own by path."""

from __future__ import annotations

from pathlib import Path

from bitcoin_office.terms.errors import NotFoundError, OfficeError

PROGRAMME, ACCOUNTS = "programme.toml", "accounts.toml"
PARAMETERS, OVERLAYS, RECORD = "parameters", "overlays", "record"

# A country that does not exist, for offices in which people practise. ISO 3166 leaves this code to its users.
TRAINING_COUNTRY = "zz"

# A text that people write by hand is far below this; anything larger is a mistake or an attack.
LARGEST_FILE_BYTES = 4 * 1024 * 1024


def shipped_folder() -> Path:
    """Where the shipped countries are: in the package once installed, else beside the source."""
    return _shipped("countries")


def training_folder() -> Path:
    """Where the made-up country of training offices is, apart from every real one."""
    return _shipped("training") / TRAINING_COUNTRY


def shipped_countries() -> tuple[str, ...]:
    """The codes of the shipped countries, sorted. The made-up country of training offices is none of them."""
    return tuple(sorted(folder.name for folder in shipped_folder().iterdir() if (folder / "record").is_dir()))


class NotTextError(OfficeError):
    """A file that is no text that a person wrote."""

    code = "not-text"


def country_folder(country: str) -> Path:
    """The folder of a shipped country by its code, or of one's own by its path. Raises ``NotFoundError``.

    ``zz`` is the made-up country of training offices. The path of a ``programme.toml`` stands for its folder.
    """
    if country in shipped_countries():
        return shipped_folder() / country
    if country == TRAINING_COUNTRY:
        return training_folder()
    path = Path(country)
    if path.is_dir():
        return path
    if path.name == PROGRAMME and path.is_file():
        return path.parent
    remedy = "Give a shipped country's code or the path of a country's folder."
    raise NotFoundError(kind="country", name=country, known=shipped_countries(), remedy=remedy)


def overlay_file(name: str, folder: Path) -> Path:
    """An overlay by its path, or by its name in ``overlays/`` here or in the country's folder.

    Raises ``NotFoundError`` with the names that are there.
    """
    here = [Path(OVERLAYS), folder / OVERLAYS]
    candidates = [Path(name), *(place / f"{name}.toml" for place in here)]
    found = next((path for path in candidates if path.is_file()), None)
    if found is not None:
        return found
    known = tuple(path.stem for place in here for path in sorted(place.glob("*.toml")))
    raise NotFoundError(kind="overlay", name=name, known=known, remedy="Give an overlay's path, or its name.")


def _shipped(name: str) -> Path:
    package = Path(__file__).resolve().parent.parent
    installed = package / name
    return installed if installed.is_dir() else package.parent.parent / name


def read_texts(folder: Path, pattern: str = "*.toml") -> dict[str, str]:
    """The texts of a folder's files by path, sorted. Raises ``OfficeError`` for a file that is no text of ours."""
    return {str(path): read_text(path) for path in sorted(folder.glob(pattern))}


def read_text(path: Path) -> str:
    """One file as UTF-8. Raises ``OfficeError`` that names the file."""
    try:
        if path.stat().st_size > LARGEST_FILE_BYTES:
            raise NotTextError(
                f"{path} is larger than {LARGEST_FILE_BYTES:,} bytes.", remedy="Split it, or look what it is."
            )
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotTextError(f"{path} is not UTF-8 at byte {error.start}.", remedy="Save it as UTF-8.") from error
    except OSError as error:
        raise OfficeError(f"Cannot read {path}: {error.strerror}.", remedy="Check the name and permissions.") from error
