"""A refusal carries the plant's own reason to whoever asks for it, in the words of OPC 10000-4, 7.12."""

import pytest
from asyncua import ua
from asyncua.ua.ua_binary import struct_from_binary

from labs.opcua.names import NAMESPACE
from labs.opcua.problems import NotNow, OutOfRange
from labs.opcua.refusals import ADDITIONAL_INFO, EVERYTHING, LOCALIZED_TEXT, SYMBOLIC_ID
from labs.simulation.roles import Role

POWER = "Zone2.HeaterPower"
"""In automatic control, which the scenario "warm" begins in, nobody sets the power by hand."""


async def answer(client, request, wanted: int):
    """Send a request of asyncua's that asks for the diagnostics `wanted`; return the response."""
    request.RequestHeader.ReturnDiagnostics = wanted
    data = await client._client.uaclient.protocol.send_request(request)
    return struct_from_binary(type(request).__name__.replace("Request", "Response"), data)


def write_request(client, **values) -> ua.WriteRequest:
    request = ua.WriteRequest()
    request.Parameters.NodesToWrite = [
        ua.WriteValue(client.entry(path).node, ua.AttributeIds.Value, None, ua.DataValue(ua.Variant(value), None))
        for path, value in values.items()
    ]
    return request


async def test_a_client_gets_the_kinds_of_diagnostics_it_asks_for(as_role, served):
    served.serve("warm")
    async with as_role(Role.OPERATOR, language="ko") as client:
        request = write_request(client, **{POWER: 1.0, "Door.Open": False})
        for wanted in (0, SYMBOLIC_ID, LOCALIZED_TEXT, ADDITIONAL_INFO, EVERYTHING):
            response = await answer(client, request, wanted)
            assert [each.value for each in response.Results] == [ua.StatusCodes.BadInvalidState, 0]
            texts = response.ResponseHeader.StringTable or []
            if not wanted:
                assert not response.DiagnosticInfos and not texts
                continue
            told, nothing = response.DiagnosticInfos
            assert nothing == ua.DiagnosticInfo()
            assert (told.SymbolicId is not None) == bool(wanted & SYMBOLIC_ID)
            if wanted & SYMBOLIC_ID:
                assert (texts[told.NamespaceURI], texts[told.SymbolicId]) == (NAMESPACE, "interlock")
            if wanted & LOCALIZED_TEXT:
                assert texts[told.Locale] == "ko" and "자동" in texts[told.LocalizedText]
            assert ("automatic" in (told.AdditionalInfo or "")) == bool(wanted & ADDITIONAL_INFO)


async def test_the_diagnostics_of_the_service_itself_are_not_those_of_an_operation(as_role, served):
    served.serve("warm")
    async with as_role(Role.OPERATOR) as client:
        response = await answer(client, write_request(client, **{POWER: 1.0}), 0x1F)
        assert not response.DiagnosticInfos and not response.ResponseHeader.StringTable


@pytest.mark.parametrize("size", [1, 200])
async def test_quick_and_usual_answers_tell_the_same(as_role, served, size):
    """A long request goes through asyncua, a short one does not."""
    served.serve("warm")
    async with as_role(Role.OPERATOR) as client:
        request = write_request(client, **{POWER: 1.0})
        request.Parameters.NodesToWrite *= size
        response = await answer(client, request, EVERYTHING)
        assert len(response.DiagnosticInfos) == size and len(response.ResponseHeader.StringTable) == 4
        assert len({each.AdditionalInfo for each in response.DiagnosticInfos}) == 1


@pytest.mark.parametrize(("language", "reason"), [("ko", "자동"), ("en", "automatic")])
async def test_our_client_says_the_plant_s_reason_in_both_languages_that_it_got(as_role, served, language, reason):
    served.serve("warm")
    async with as_role(Role.OPERATOR, language=language) as client:
        with pytest.raises(NotNow) as caught:
            await client.write({POWER: 1.0})
        assert reason in caught.value.message.show(language) and "automatic" in caught.value.message.en


async def test_a_command_s_refusal_is_told_too(as_role, served):
    async with as_role(Role.INSTRUCTOR, language="ko") as client:
        with pytest.raises(OutOfRange) as caught:
            await client.call("Faults.Inject", next(iter(served.server.plant.faults)), 2.0)
        assert "0보다 크고" in caught.value.message.ko and "above 0" in caught.value.message.en
