"""The errors that a person can mend: shown as their own words, without a traceback."""

from adapters.store.lock import AlreadyRunning
from adapters.store.migrating import CannotMigrate, DatabaseNewer, DatabaseOlder
from adapters.web.listening import CannotListen
from bot.charter.document import CharterError
from bot.demo.settings import AnotherVersions
from bot.domain.inheritance import CannotInherit
from bot.ports.installations import SecretsUnreadable
from bot.ports.store import StoreUnavailable
from bot.settings import SettingsError
from bot.usecases.changing import ChangedMeanwhile
from prompts.faults import BankError, UnknownKeyError
from scheduler.faults import CalendarError

KNOWN = (
    AlreadyRunning,
    AnotherVersions,
    BankError,
    CalendarError,
    CannotInherit,
    CannotListen,
    CannotMigrate,
    ChangedMeanwhile,
    CharterError,
    DatabaseNewer,
    DatabaseOlder,
    SecretsUnreadable,
    SettingsError,
    StoreUnavailable,
    UnknownKeyError,
)
