"""Why a plant refused, carried beside the status code in DiagnosticInfo (OPC 10000-4, 7.12 and 7.32).

Contract: `refusal_status(error)` turns what a plant raised into the status that answers a write or a call, the plant's
own sentence with it; `explain(response, …)` puts the sentences into a response whose client asks for them, and
`explained(statuses, response)` takes them out again. SymbolicId is the plant's word for programs (`Reason`) within the
namespace `NAMESPACE`; LocalizedText is the sentence in the session's language, AdditionalInfo the same in English.
"""

from collections.abc import Sequence

from asyncua import ua

from labs.language import Bilingual
from labs.opcua.live import Refused
from labs.opcua.names import NAMESPACE
from labs.opcua.values import REFUSALS
from labs.simulation.machine import PlantError

SYMBOLIC_ID, LOCALIZED_TEXT, ADDITIONAL_INFO = 0x20, 0x40, 0x80
"""Bits of ReturnDiagnostics for the results of single operations (OPC 10000-4, 7.32)."""

EVERYTHING = SYMBOLIC_ID | LOCALIZED_TEXT | ADDITIONAL_INFO


class ToldStatus(ua.StatusCode):
    """A status code with the plant's reason: `word` for programs and `said` for people."""

    __slots__ = ("said", "word")  # no annotations: asyncua encodes every field that a data class declares

    def __init__(self, code: int, word: str, said: Bilingual) -> None:
        super().__init__(code)
        self.word, self.said = word, said


def refusal_status(error: Exception) -> ua.StatusCode:
    """Return the status that answers a refused write or call; an unexpected error is raised again."""
    if isinstance(error, Refused):
        return ua.StatusCode(error.code)
    if isinstance(error, PlantError):
        code = REFUSALS.get(error.reason, ua.StatusCodes.BadInvalidState)
        return ToldStatus(code, error.reason, error.message)
    if isinstance(error, TypeError):
        return ua.StatusCode(ua.StatusCodes.BadTypeMismatch)
    raise error


def statuses_of(results: Sequence[ua.StatusCode | ua.CallMethodResult]) -> list[ua.StatusCode]:
    """Return the status of each result of a Write or a Call."""
    return [each if isinstance(each, ua.StatusCode) else each.StatusCode for each in results]


def explain(response: ua.WriteResponse | ua.CallResponse, wanted: int, language: str) -> bool:
    """Add what the client wants to know (its ReturnDiagnostics) to the response; return whether there was anything."""
    statuses = statuses_of(response.Results)
    if not wanted & EVERYTHING or not any(isinstance(each, ToldStatus) for each in statuses):
        return False
    texts: dict[str, int] = {}

    def place(text: str) -> int:
        """Return where `text` stands in the response's table."""
        return texts.setdefault(text, len(texts))

    def information(status: ua.StatusCode) -> ua.DiagnosticInfo:
        told = ua.DiagnosticInfo()
        if isinstance(status, ToldStatus):
            if wanted & SYMBOLIC_ID:
                told.NamespaceURI, told.SymbolicId = place(NAMESPACE), place(status.word)
            if (
                wanted & LOCALIZED_TEXT
            ):  # never one without the other: asyncua 2.1.0 takes their two bits for each other
                told.Locale, told.LocalizedText = place(language), place(status.said.show(language))
            if wanted & ADDITIONAL_INFO:
                told.AdditionalInfo = status.said.en
        return told

    response.DiagnosticInfos = [information(each) for each in statuses]
    response.ResponseHeader.StringTable = list(texts)
    return True


def explained(response: ua.WriteResponse | ua.CallResponse) -> list:
    """Return the results of a response, with the plant's reasons in their statuses where it sent them."""
    results, texts = response.Results, response.ResponseHeader.StringTable or []
    for number, told in enumerate(response.DiagnosticInfos or ()):
        if number >= len(results) or told.AdditionalInfo is None:
            continue
        word, locale, text = (
            texts[place] if place is not None and 0 <= place < len(texts) else ""
            for place in (told.SymbolicId, told.Locale, told.LocalizedText)
        )
        korean = text if locale == "ko" else told.AdditionalInfo
        status = ToldStatus(statuses_of([results[number]])[0].value, word, Bilingual(korean, told.AdditionalInfo))
        if isinstance(results[number], ua.StatusCode):
            results[number] = status
        else:
            results[number].StatusCode = status
    return results
