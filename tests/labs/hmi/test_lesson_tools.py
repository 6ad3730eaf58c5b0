"""What lessons call to ask and to reveal (their charts are looked at where whole lessons run)."""

import pytest

from labs.hmi.lesson import predict, reveal


@pytest.fixture
def reader(monkeypatch):
    return lambda language: monkeypatch.setenv("SMARTLAB_LANGUAGE", language)


@pytest.mark.parametrize(
    ("language", "chosen", "said"),
    [
        ("ko", None, "결과는 b입니다. 다음에는 예상을 먼저 골라 보십시오."),
        ("ko", "b", "결과는 b입니다. 예상하신 대로입니다."),
        ("ko", "a", "결과는 b입니다. a와 무엇이 달랐습니까?"),
        ("en", None, "It is b. Choose first next time."),
        ("en", "b", "It is b. Just as you said."),
        ("en", "a", "It is b. How is that not a?"),
    ],
)
def test_a_prediction_is_compared_with_what_happened(reader, capsys, language, chosen, said):
    reader(language)
    buttons = predict("a", "b", "c")
    buttons.value = chosen
    capsys.readouterr()
    reveal(buttons, "b")
    assert capsys.readouterr().out == said + "\n"
