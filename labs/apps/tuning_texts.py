"""The words of the tuning app, in both languages, and its three experiments."""

from typing import NamedTuple

from labs.language import Bilingual

TITLE = Bilingual("열처리로 PID 조절", "Tune a furnace's PID")
LEAD = Bilingual(
    "이 열처리로는 지금 이 화면만의 것입니다. 마음껏 바꿔 보세요. 조절하는 곳은 1구역입니다.",
    "This furnace is yours alone while the page is open, so try anything. You control zone 1.",
)
SLIDERS = {
    "Setpoint": Bilingual("설정값 (°C)", "Setpoint (°C)"),
    "Gain": Bilingual("비례 이득 (%/K)", "Gain (%/K)"),
    "IntegralTime": Bilingual("적분 시간 (초)", "Integral time (s)"),
    "DerivativeTime": Bilingual("미분 시간 (초)", "Derivative time (s)"),
}
HEATER = Bilingual("히터 출력 (%)", "Heater power (%)")
ZERO_IS_OFF = Bilingual("적분 시간과 미분 시간은 0이면 꺼집니다.", "Integral and derivative time are off at 0.")
MODE = Bilingual("운전", "Mode")
AUTOMATIC, MANUAL = Bilingual("자동", "Automatic"), Bilingual("수동", "Manual")
SPEED = Bilingual("시간 배속", "Speed")
DOOR = Bilingual("문 30초 열기", "Open door for 30 s")
OPENED = Bilingual("문 열림", "Door open")
RESTART = Bilingual("처음부터 다시", "Start again")
ZOOM = Bilingual("설정값 근처 확대", "Zoom to the setpoint")
TRY = Bilingual("이렇게 해 보세요", "Try this")
APPLY = Bilingual("이 값으로 해 보기", "Use these values")
TEMPERATURE = Bilingual("1구역 온도", "Zone 1 temperature")
TARGET = Bilingual("설정값", "Setpoint")
POWER = Bilingual("히터 출력", "Heater power")

OVERSHOOT = Bilingual("오버슈트", "Overshoot")
DEVIATION = Bilingual("최대 편차", "Largest deviation")
SETTLING = Bilingual("정정 시간", "Settling time")
INSIDE = Bilingual("±2 K 안에 든 시간", "Time within ±2 K")
NOT_YET = Bilingual("아직", "not yet")
MINUTES = Bilingual("{minutes}분 {seconds}초", "{minutes} min {seconds} s")
SINCE = Bilingual(
    "설정값이나 운전을 바꾸거나 문을 연 때부터 잽니다.",
    "Measured since the last change of setpoint, mode or door.",
)
REFUSED = Bilingual("설비가 받지 않았습니다: {reason}", "The plant refused: {reason}")
TROUBLE = Bilingual(
    "설비와 이야기하지 못했습니다. 페이지를 새로 고침해 주세요.",
    "The plant could not be reached. Please reload this page.",
)
OVER = Bilingual(
    "체험 시간이 끝나 설비를 돌려주었습니다. 페이지를 새로 고치면 새 설비로 다시 시작합니다.",
    "Your time is up and the furnace has been given back. Reload this page to start again with a new one.",
)
NO_PLANT = Bilingual(
    "지금은 설비를 준비하지 못했습니다. 잠시 뒤에 새로 고침해 주세요.",
    "No plant could be made ready. Please reload this page in a little while.",
)


class Experiment(NamedTuple):
    """Something to predict, do and see; `values` are what its button sets."""

    title: Bilingual
    text: Bilingual
    values: dict[str, float]


EXPERIMENTS = (
    Experiment(
        Bilingual("1. 적분이 너무 빠르면", "1. Integral too fast"),
        Bilingual(
            "버튼을 누르고 온도가 850 °C 부근에서 안정되면 설정값을 870 °C로 올리세요. 설정값을 얼마나 "
            "넘을지 먼저 예상해 보세요. 그다음 적분 시간을 200초로 늘려 같은 실험을 하고 오버슈트를 비교하세요.",
            "Press the button, wait until the temperature is steady near 850 °C, then raise the setpoint to 870 °C. "
            "Predict first how far it will shoot over. Then do the same with an integral time of 200 s and compare.",
        ),
        {"Setpoint": 850.0, "Gain": 0.5, "IntegralTime": 20.0, "DerivativeTime": 0.0},
    ),
    Experiment(
        Bilingual("2. 적분이 없으면", "2. No integral at all"),
        Bilingual(
            "온도가 안정된 뒤 버튼을 눌러 적분을 끄고 설정값을 20 °C 올리세요. 온도가 설정값에 닿을까요? "
            "남는 차이를 잔류 편차라고 합니다. 적분 시간을 100초로 되돌리면 어떻게 되는지 보세요.",
            "Once the temperature is steady, press the button to switch the integral off and raise the setpoint by "
            "20 °C. Will it get there? What remains is called the offset. Set the integral time back to 100 s "
            "and watch.",
        ),
        {"Gain": 0.3, "IntegralTime": 0.0, "DerivativeTime": 0.0},
    ),
    Experiment(
        Bilingual("3. 문을 열면", "3. The door opens"),
        Bilingual(
            "버튼을 누르고 온도가 안정되면 문을 30초 여세요. 최대 편차를 적어 두고, 이득을 10으로 올려 다시 "
            "열어 보세요. 편차는 줄지만 히터 출력은 어떻게 변하나요? 왜 이득을 끝없이 올릴 수 없을까요?",
            "Press the button, wait until it is steady, then open the door for 30 s. Note the largest deviation, "
            "raise the gain to 10 and open it again. The deviation shrinks, but what does the heater do? "
            "Why not raise the gain for ever?",
        ),
        {"Gain": 0.5, "IntegralTime": 100.0, "DerivativeTime": 0.0},
    ),
)
