# %% [markdown] lang="ko"
# # C5. 인터록: 사람이 있으면 움직이지 않습니다
#
# > 점심시간 직전, 프레스 금형에 볼트가 하나 끼었습니다. 작업자가 가드를 열자 프레스는 **바로 섰습니다.**
# > 볼트를 꺼내는데, 지나가던 동료가 열려 있는 가드를 보고 친절하게 **닫아 주었습니다.**
# > 그 순간 프레스가 저절로 내려왔습니다.
#
# 프로그램은 이렇게 되어 있었습니다. "가드가 열리면 멈춘다. 닫히면 움직인다." 한 줄도 틀리지 않게 돌았습니다.
# 틀린 것은 **닫힌 것을 '움직여라'로** 들은 것입니다.
#
# 오늘 하실 일은 네 가지입니다.
#
# 1. 프레스가 스스로 지키는 규칙을 봅니다.
# 2. 서는 데 걸리는 시간을 재고, 버튼을 얼마나 멀리 둘지 계산합니다.
# 3. 안전 프로그램을 직접 짜서 점심시간의 사고를 되풀이하고, 막습니다.
# 4. 통신선을 끊어 봅니다.
#
# **실행하기 전에는 꼭 예상부터 고르십시오.** 여기서는 틀려도 아무도 다치지 않습니다.

# %% [markdown] lang="en"
# # C5. Interlocks: nothing moves while somebody is there
#
# > Shortly before lunch a bolt is stuck in the die of a press. The operator opens the guard, and the press **stops at once**.
# > While the bolt is being pulled out, a colleague passes by, sees the open guard and kindly **closes it**.
# > At that moment the press comes down by itself.
#
# The program said: "Stop when the guard opens. Move when it is closed." It ran without a mistake.
# The mistake was to take **"closed" for "move"**.
#
# Four things to do today:
#
# 1. See the rules that a press keeps by itself.
# 2. Measure how long it takes to stop, and compute how far away the buttons have to be.
# 3. Write a safety program, repeat the accident, and prevent it.
# 4. Cut the cable.
#
# **Choose your prediction before every run.** Nobody gets hurt here by being wrong.

# %% [markdown] lang="ko"
# ## 준비
#
# 아래 셀은 그림과 예상 단추를 만드는 도구를 불러옵니다. 한 번 실행만 해 두십시오.

# %% [markdown] lang="en"
# ## Getting ready
#
# The next cell loads the tools for pictures and for the prediction buttons. Just run it once.

# %% folded=true
import numpy as np

from labs.hmi import Trend
from labs.hmi.lesson import chart, predict, reveal, text
from labs.hmi.svg import Series
from labs.session import connect

HEIGHT = text("램 높이", "Ram height")
OPENED, CLOSED = text("가드 열림", "guard opens"), text("가드 닫힘", "guard closes")
INPUTS = ["Guard.Open", "EStop.Pressed", "Hand.Left", "Hand.Right", "Reset.Pressed", "Link.Heartbeat"]
SEEN = [*INPUTS, "Crank.Angle"]


def height(angles):
    return 60 * (1 + np.cos(np.radians(angles)))


def picture(title, seconds, angles, marks):
    chart(title, Series(HEIGHT, seconds, height(np.array(angles))), marks=marks, y_label="mm", y_range=(0, 140))


# %% [markdown] lang="ko"
# ## 1. 프레스가 스스로 지키는 것 (8분)
#
# 볼트의 머리를 두드려 만드는 프레스입니다. **플라이휠**이 늘 돌고, **클러치**가 물리면 크랭크가 돌아 램이 오르내립니다. 클러치를 놓으면 **브레이크**가 잡습니다.
#
# 가드 앞에는 **인터록**이 있습니다. 어떤 조건이 맞지 않으면 움직이지 못하게 잠그는 장치입니다. 생산 중에 가드를 열어 보겠습니다.
#
# **예상해 보십시오.** 가드를 열었다가 3초 뒤에 닫으면 이 프레스는 어떻게 할까요?
#
# - **a** 열면 서고, 닫으면 다시 움직인다
# - **b** 열면 서고, 닫아도 그대로 있다
# - **c** 하던 행정을 마치고 선다

# %% [markdown] lang="en"
# ## 1. What the press keeps by itself (8 minutes)
#
# This press forms the heads of bolts. Its **flywheel** always turns; when the **clutch** engages, the crank turns and the ram goes up and down. When it lets go, a **brake** holds.
#
# At the guard there is an **interlock**: a device that forbids movement as long as some condition is not met. Let us open the guard in production.
#
# **Predict.** We open the guard and close it 3 seconds later. What will this press do?
#
# - **a** stop when it opens, move again when it closes
# - **b** stop when it opens, and stay like that when it closes
# - **c** finish its stroke, then stop

# %%
guess_guard = predict("a", "b", "c")

# %%
plant = connect("press", scenario="running")
plant.reset(seed=4)
plant.set_clock(mode="scaled", speed=2)
trend = Trend(plant, ["Crank.Angle"], window=20)
trend

# %%
trend.stop()
plant.set_clock(mode="lockstep")
plant.reset(seed=4)
parts = []
for guard in (False, True, False):
    plant.write("Guard.Open", guard)
    parts.append(plant.record(["Crank.Angle"], seconds=3.5, period=0.1))
seconds = np.concatenate([part.index for part in parts])
angles = np.concatenate([part["Crank.Angle"] for part in parts])
picture(text("가드를 열었다 닫으면", "The guard is opened and closed"), seconds, angles, [(3.5, OPENED), (7.0, CLOSED)])
reveal(guess_guard, "b")

# %% [markdown] lang="ko"
# 램이 가던 길 한가운데서 섰고, 가드를 닫아도 그대로입니다. 다시 움직이려면 사람이 이상을 해제하고(Clear), 초기화하고(Reset), 시작해야(Start) 합니다.
#
# 이 프레스의 **안전 제어기**가 그렇게 하도록 만들어져 있습니다. 오늘은 그 제어기를 **빼고** 여러분의 프로그램을 꽂습니다.
# 진짜 프레스에서는 절대로 하지 않는 일입니다. 모형이니까 해 볼 수 있습니다.

# %% [markdown] lang="en"
# The ram stopped in the middle of its way, and closing the guard changed nothing. To move again somebody has to clear the fault (Clear), reset (Reset) and start (Start).
#
# The **safety controller** of this press is made to do so. Today we **unplug** it, and plug in your program.
# Nobody ever does that on a real press. It can be done here because this is a model.

# %% [markdown] lang="ko"
# ## 2. 서는 데 걸리는 시간 (10분)
#
# 멈추라는 말과 멈춘 것 사이에는 시간이 있습니다. 프로그램은 0.1초마다 한 번씩 입력을 보고(**스캔**), 밸브가 공기를 빼고, 브레이크가 잡습니다.
#
# **예상해 보십시오.** 손은 1초에 얼마나 움직일까요? 국제 규격(ISO 13855)이 계산에 쓰는 값입니다.
#
# - **a** 0.16 m &nbsp; **b** 0.5 m &nbsp; **c** 1.6 m

# %% [markdown] lang="en"
# ## 2. The time it takes to stop (10 minutes)
#
# Between saying stop and standing still there is time. The program looks at its inputs once every 0.1 seconds (a **scan**), a valve lets its air out, and the brake bites.
#
# **Predict.** How far does a hand move in a second? The value is that of the international standard (ISO 13855).
#
# - **a** 0.16 m &nbsp; **b** 0.5 m &nbsp; **c** 1.6 m

# %%
guess_hand = predict("a", "b", "c")

# %%
plant.close()
plant = connect("press", scenario="commissioning")
plant.reset(seed=4)
plant.set_clock(mode="lockstep")
stops = []
for run_for in (1.3, 2.0, 2.6, 3.1):
    plant.write("Clutch.Command", True)
    plant.advance(run_for)
    plant.write("Clutch.Command", False)
    plant.advance(1.0)
    stops.append(plant.read("Brake.StopTime"))
print(" ".join(f"{stop:.3f} s" for stop in stops))
reveal(guess_hand, "c")

# %% [markdown] lang="ko"
# ### 풀이: 두 손 버튼은 금형에서 얼마나 떨어져야 합니까?
#
# 손을 떼고 금형으로 뻗는 동안 램이 먼저 서야 합니다. ISO 13855는 양손 조작 장치의 **안전 거리**를 이렇게 정합니다.

# %% [markdown] lang="en"
# ### Worked example: how far from the die do the two buttons have to be?
#
# The ram has to stand before a hand that has left its button reaches the die. For two-hand control ISO 13855 gives this **safety distance**.

# %% [markdown]
# $$S = K\,T + C \qquad K = 1600\ \mathrm{mm/s},\quad C = 250\ \mathrm{mm}$$

# %%
scan = 0.1
for late in (0.0, 0.5):
    T = scan + max(stops) + late
    print(f"T = {scan} + {max(stops):.2f} + {late} = {T:.2f} s      S = 1600 × {T:.2f} + 250 = {1600 * T + 250:.0f} mm")

# %% [markdown] lang="ko"
# 첫 줄은 지금의 프레스입니다. 둘째 줄은 프로그램이 0.5초를 더 머뭇거릴 때입니다. **머뭇거림은 거리입니다.** 1초에 1.6 m입니다.
# 그래서 안전 프로그램은 '혹시 잘못 읽었나' 하고 기다려 보지 않습니다. 한 번이라도 위험하면 바로 멈춥니다.

# %% [markdown] lang="en"
# The first line is this press. The second is a program that hesitates for another 0.5 seconds. **Hesitation is distance**: 1.6 m for each second.
# So a safety program does not wait to see whether it misread. Unsafe once, and it stops.

# %% [markdown] lang="ko"
# ## 3. 안전 프로그램을 짭니다 (20분)
#
# 가장 먼저 떠오르는 프로그램입니다. 가드가 닫혀 있고, 비상정지가 눌리지 않았고, 두 손이 모두 버튼에 있으면 움직입니다.

# %% [markdown] lang="en"
# ## 3. Write the safety program (20 minutes)
#
# The first program that comes to mind: move when the guard is closed, the emergency stop is not pressed and both hands are on their buttons.


# %%
def all_conditions(now):
    closed = not now["Guard.Open"] and not now["EStop.Pressed"]
    return closed and now["Hand.Left"] and now["Hand.Right"]


# %% [markdown] lang="ko"
# 사람이 하는 일은 대본으로 적겠습니다. 동료가 가드를 닫을 때 작업자의 두 손은 버튼에 있습니다.
#
# | 시각 | 사람이 하는 일 |
# |---|---|
# | 1초 | 두 손으로 버튼을 누릅니다 |
# | 5초 | 가드가 열립니다 |
# | 8.5초 | 가드가 닫힙니다 |
# | 12초 | 리셋 버튼을 눌렀다 뗍니다 |
#
# **예상해 보십시오.** 이 프로그램이면 램은 언제 다시 움직일까요?
#
# - **a** 8.5초, 가드가 닫힐 때
# - **b** 12초, 리셋을 누를 때
# - **c** 움직이지 않는다

# %% [markdown] lang="en"
# What people do stands in a script. When the colleague closes the guard, the operator's hands are on the buttons.
#
# | time | what people do |
# |---|---|
# | 1 s | both hands press their buttons |
# | 5 s | the guard opens |
# | 8.5 s | the guard closes |
# | 12 s | the reset button is pressed and released |
#
# **Predict.** When will the ram move again with this program?
#
# - **a** at 8.5 s, when the guard closes
# - **b** at 12 s, with the reset
# - **c** never

# %%
guess_and = predict("a", "b", "c")

# %%
SCRIPT = [
    (1.0, "Hand.Left", True),
    (1.0, "Hand.Right", True),
    (5.0, "Guard.Open", True),
    (8.5, "Guard.Open", False),
    (12.0, "Reset.Pressed", True),
    (12.5, "Reset.Pressed", False),
]
MARKS = [(5, OPENED), (8.5, CLOSED), (12, text("리셋", "reset"))]


def try_out(title, program):
    plant.reset(seed=4)
    seconds, angles = [], []
    now = plant.read_many(SEEN)
    for t in np.arange(0.0, 15.0, 0.1):
        seconds.append(t)
        angles.append(now["Crank.Angle"])
        people = {path: value for at, path, value in SCRIPT if abs(t - at) < 0.05}
        now = plant.step({"Clutch.Command": program(now), **people}, 0.1, SEEN)
    picture(title, seconds, angles, MARKS)
    moved = [t for t, before, after in zip(seconds[1:], angles, angles[1:], strict=False) if before != after]
    again = [t for t in moved if t > 6]
    stays = text("다시 움직이지 않았습니다.", "It did not move again.")
    print(text(f"다시 움직인 시각: {again[0]:.1f} s", f"It moved again at {again[0]:.1f} s") if again else stays)


try_out(text("조건이 맞으면 움직인다", "Move when all is right"), all_conditions)
reveal(guess_and, "a")

# %% [markdown] lang="ko"
# 점심시간의 사고입니다. 가드를 닫은 사람은 움직이라고 하지 않았습니다. 그래서 프로그램이 **정지를 기억**하게 하고, 리셋 버튼이 눌려야 잊게 합니다.

# %% [markdown] lang="en"
# That was the accident. Whoever closed the guard never asked for movement. So let the program **remember the stop**, and forget it only when the reset button is pressed.


# %%
class Remembers:
    def __init__(self):
        self.stopped = False

    def __call__(self, now):
        if now["Guard.Open"] or now["EStop.Pressed"]:
            self.stopped = True
        elif now["Reset.Pressed"]:
            self.stopped = False
        return not self.stopped and now["Hand.Left"] and now["Hand.Right"]


# %% [markdown] lang="ko"
# **예상해 보십시오.** 같은 대본으로 돌리면 언제 다시 움직일까요?
#
# - **a** 8.5초, 가드가 닫힐 때
# - **b** 12초, 리셋을 누를 때
# - **c** 움직이지 않는다

# %% [markdown] lang="en"
# **Predict.** With the same script, when will it move again?
#
# - **a** at 8.5 s, when the guard closes
# - **b** at 12 s, with the reset
# - **c** never

# %%
guess_latch = predict("a", "b", "c")

# %%
try_out(text("정지를 기억한다", "Remember the stop"), Remembers())
reveal(guess_latch, "b")

# %% [markdown] lang="ko"
# 나아졌습니다. 그런데 이번에는 **리셋을 누른 사람**이 프레스를 움직였습니다. 리셋은 "이제 움직여도 된다"는 **허락**입니다. "움직여라"는 **명령**은 두 손이 새로 내려야 합니다(ISO 13849-1, ISO 13850).
#
# 남은 구멍이 하나 더 있습니다. 현장에서는 귀찮다고 리셋 버튼을 **테이프로 눌러 붙여** 놓기도 합니다. 그러면 이 프로그램은 늘 리셋된 상태입니다.
# 눌려 있는 것이 아니라 **눌리는 순간**을 보아야 합니다. 바로 앞의 값을 기억하면 됩니다. 이것을 **상승 에지**라고 합니다.

# %% [markdown] lang="en"
# Better. But now **whoever pressed reset** moved the press. A reset is a **permission**: it may move now. The **order** to move has to come anew from both hands (ISO 13849-1, ISO 13850).
#
# One hole is left. Somebody who finds it tiresome may **tape the reset button down**, and for this program the press is then reset for ever.
# What counts is not that it is pressed but **the moment it becomes pressed**. Remember the value before: that is a **rising edge**.

# %%
before = False
for pressed in (False, True, True, True, False, False, True):
    edge = pressed and not before
    print(f"{pressed!s:<6} {'↑' if edge else '·'}")
    before = pressed

# %% [markdown] lang="ko"
# 일곱 번 가운데 눌린 것은 네 번이지만 **눌리는 순간**은 두 번입니다. 테이프로 붙인 버튼에는 처음 한 번뿐입니다.
#
# '새 손'은 프레스의 안전 제어기가 어떻게 하는지 보고 배우겠습니다. 제어기를 다시 꽂고 **왼손 버튼을 테이프로 붙인 다음** 오른손만 눌렀다 뗐다 해 봅니다.
#
# **예상해 보십시오.** 왼손 버튼이 붙어 있을 때, 오른손으로 세 번 누르면 램은 몇 번 내려올까요?
#
# - **a** 3번 &nbsp; **b** 1번 &nbsp; **c** 0번

# %% [markdown] lang="en"
# It is pressed in four of seven, but it **becomes** pressed only twice. With tape there is one edge, at the very beginning.
#
# For "new hands" let us learn from the press's own safety controller. We plug it in again, **tape the left button down**, and press with the right hand only.
#
# **Predict.** With the left button taped down, the right hand presses three times. How often does the ram come down?
#
# - **a** 3 times &nbsp; **b** once &nbsp; **c** never

# %%
guess_tape = predict("a", "b", "c")

# %%
plant.close()
plant = connect("press", scenario="two-hand")
plant.reset(seed=4)
plant.set_clock(mode="lockstep")


def press(left, right, seconds):
    plant.write_many({"Hand.Left": left, "Hand.Right": right})
    plant.advance(seconds)


press(True, False, 2)
for _ in range(3):
    press(True, True, 3.5)
    press(True, False, 1)
taped = plant.read("Counter.Strokes")
press(False, False, 1)
press(True, True, 3.5)
print(text("왼손을 붙였을 때:", "left button taped:"), taped)
print(text("둘 다 뗐다가 함께 누르면:", "both off, then both on:"), plant.read("Counter.Strokes") - taped)
reveal(guess_tape, "c")

# %% [markdown] lang="ko"
# 두 손이 **모두 떨어졌던 적**이 있어야 하고, 0.5초 안에 **함께** 눌러야 합니다(ISO 13851, 유형 III). 한 손을 묶어 두면 다른 손이 금형에 들어갈 수 있기 때문입니다.
#
# 정리하면 정지한 다음 다시 움직이는 길은 하나뿐입니다.
#
# ```
#  운전 ── 가드 열림, 비상정지 ──→ 정지(기억)
#   ▲                                 │ 위험이 사라지고, 리셋이 새로 눌림
#   │                                 ▼
#   └── 두 손을 다시 누름 ──── 준비 ←── 두 손이 모두 떨어짐
# ```
#
# 이 그림을 프로그램으로 옮기는 것이 과제의 문제 2입니다.

# %% [markdown] lang="en"
# Both hands have to have been **off**, and then press **together** within 0.5 seconds (ISO 13851, type III). For if one button is tied down, the other hand is free to be in the die.
#
# So there is one way only from a stop back to movement.
#
# ```
#  running ── guard opens, emergency stop ──→ stopped (remembered)
#     ▲                                           │ danger gone, reset newly pressed
#     │                                           ▼
#     └── both hands press again ──── ready ←── both hands off
# ```
#
# To turn this picture into a program is question 2 of the assignment.

# %% [markdown] lang="ko"
# ## 4. 통신선을 끊습니다 (8분)
#
# 프로그램과 프레스는 통신선으로 이어져 있습니다. 이번에는 두 손이 눌려 램이 움직이는 동안 **선이 끊어집니다.** 그리고 끊어져 있는 동안, 8초쯤에 가드가 열립니다.
#
# **예상해 보십시오.** 조건이 모두 맞아야 움직이는 첫 번째 프로그램이라면, 선이 끊어진 동안 램은 어떻게 할까요?
#
# - **a** 선이 끊어지자마자 선다
# - **b** 가드가 열릴 때 선다
# - **c** 가드가 열려도 계속 움직인다

# %% [markdown] lang="en"
# ## 4. Cut the cable (8 minutes)
#
# A cable joins program and press. This time **it is cut** while both hands are on and the ram moves. And while it is cut, at about 8 seconds, the guard opens.
#
# **Predict.** With our first program, which moves only when all is right, what does the ram do while the cable is cut?
#
# - **a** it stops as soon as the cable is cut
# - **b** it stops when the guard opens
# - **c** it goes on even with the guard open

# %%
guess_cut = predict("a", "b", "c")

# %%
plant.close()
plant = connect("press", scenario="commissioning-link")
plant.set_clock(mode="lockstep")


def cut(title, watchdog):
    plant.reset(seed=10)
    plant.write("Watchdog.Time", watchdog)
    rows = []
    now = plant.read_many(SEEN)
    for t in np.arange(0.0, 15.0, 0.1):
        rows.append((t, now["Crank.Angle"], now["Link.Heartbeat"], now["Guard.Open"]))
        now = plant.step({"Clutch.Command": all_conditions(now)}, 0.1, SEEN)
    seconds, angles, beats, guard = np.array(rows, dtype=float).T
    silent = seconds[1:][np.diff(beats) == 0]
    lost, back = silent[0], silent[-1]
    picture(title, seconds, angles, [(lost, text("끊김", "cut")), (back, text("이어짐", "joined"))])
    turned = np.diff(angles) != 0
    during = turned[(seconds[1:] > 8) & (seconds[1:] < back)].any()
    after = turned[seconds[1:] > back].any()
    say = text("움직임", "moves"), text("서 있음", "stands")
    print(text("가드가 열린 동안:", "while the guard is open:"), say[0] if during else say[1])
    print(text("이어진 다음:", "once the cable is joined:"), say[0] if after else say[1])
    print(text("프로그램이 본 가드 열림:", "did the program see the guard open:"), bool(guard.any()))
    return seconds, beats


seconds, beats = cut(text("감시 없이", "Without a watchdog"), 0.0)
reveal(guess_cut, "c")

# %% [markdown] lang="ko"
# 프로그램은 가드가 열린 것을 **끝내 몰랐습니다.** 입력이 마지막 값에 멈춰 있었기 때문입니다. 알았더라도 소용없습니다. 끊어진 선으로는 정지 지령도 가지 못합니다.
#
# 그러니 **프레스 쪽이 스스로** 서야 합니다. "지령이 이만큼 오지 않으면 클러치를 놓는다." 이것이 **워치독**(감시 시간)입니다. 0.4초로 맞춰 보겠습니다.

# %% [markdown] lang="en"
# The program **never knew** that the guard was open: its inputs stood still at their last values. Nor would it have helped: along a cut cable no stop can travel either.
#
# So **the press has to stop by itself**: "If no command comes for so long, let the clutch go." That is a **watchdog**. Let us set it to 0.4 seconds.

# %%
seconds, beats = cut(text("감시 시간 0.4초", "With a watchdog of 0.4 s"), 0.4)

# %% [markdown] lang="ko"
# 끊어지자 곧 섰습니다. 그런데 **이어지자마자 저절로 움직였습니다.** 점심시간의 사고와 똑같은 모양입니다.
# 프로그램도 끊어졌던 것을 알아차리고 정지를 기억해야 합니다. 무엇을 보면 알 수 있을까요? 프레스가 0.1초마다 1씩 세어 보내는 **생존 신호**(heartbeat)입니다.

# %% [markdown] lang="en"
# It stopped soon after the cut. But **it moved by itself as soon as the cable was joined**: the accident all over again.
# The program, too, has to notice the gap and remember a stop. What tells it? The **life sign** (heartbeat), which the press counts up by 1 every 0.1 seconds.

# %%
chart(text("생존 신호", "The life sign"), Series("Link.Heartbeat", seconds, beats), y_label="")
gap = np.diff(beats) == 0
print(text(f"늘지 않은 스캔: {gap.sum()}번", f"scans without a new count: {gap.sum()}"))

# %% [markdown] lang="ko"
# 평평한 곳이 끊어진 동안입니다. 값이 **변하지 않는 것**이 위험 신호입니다. 좋은 안전 회로는 모두 이렇게 생각합니다. **말이 없으면 위험하다고 봅니다.**
#
# | 부품 | 말이 없으면 | 그래서 |
# |---|---|---|
# | 비상정지 버튼 | 선이 끊어지면 전류가 0 | **눌렸다고** 봅니다. 평소에 닫힌 접점(b접점)을 씁니다 |
# | 브레이크 | 공기가 빠지면 | 스프링이 **잡습니다** |
# | 통신 | 생존 신호가 멈추면 | **정지**로 봅니다 |
#
# 이것을 **페일 세이프**(fail-safe)라고 합니다. 그리고 꼭 알아 두십시오. 진짜 프레스의 안전 기능은 인증받은 안전 제어기와 안전 통신이 맡습니다. 오늘 배운 것은 그 안에 들어 있는 **생각**입니다.

# %% [markdown] lang="en"
# The flat part is the gap. A value that **does not change** is a sign of danger. All good safety circuits think so: **silence counts as danger**.
#
# | part | when it is silent | therefore |
# |---|---|---|
# | emergency stop button | a broken wire carries no current | counts as **pressed**: its contact is normally closed |
# | brake | the air is gone | springs **hold** |
# | link | the life sign stands still | counts as a **stop** |
#
# This is called **fail-safe**. And remember: on a real press the safety functions are those of a certified safety controller with a safety network. What you learn here is the **thinking** inside them.

# %% [markdown] lang="ko"
# ## 세 문장으로 정리합니다
#
# 1. 가드, 비상정지, 두 손 가운데 하나라도 어긋나면 바로 멈추고, 머뭇거린 시간은 곧 손이 움직인 거리입니다.
# 2. 멈춘 것을 기억하고, 새로 눌린 리셋과 새로 누른 두 손이 차례로 있어야만 다시 움직입니다.
# 3. 말이 없으면 위험하다고 보고, 통신이 끊기면 프레스가 스스로 서게 합니다.

# %% [markdown] lang="en"
# ## In three sentences
#
# 1. When guard, emergency stop or one of the hands is not right, stop at once: hesitation is the distance a hand moves.
# 2. Remember the stop; only a newly pressed reset and then two new hands lead back to movement.
# 3. Take silence for danger, and let the press stop by itself when the link is lost.

# %% [markdown] lang="ko"
# ## 스스로 확인합니다
#
# **물음 1.** 한 학생이 "가드 스위치가 가끔 떨리니까 0.5초 동안 계속 열려 있을 때만 멈추자"고 했습니다. 생산은 덜 끊깁니다. 무엇을 물어보시겠습니까?
#
# <details><summary>답 보기</summary>
#
# "그 0.5초 동안 손은 어디까지 갑니까?" 1.6 m/s이면 **0.8 m**입니다. 그만큼 버튼과 가드를 더 멀리 두어야 하는데, 그런 자리는 없습니다.
# 떨리는 스위치는 프로그램으로 가리지 말고 **고쳐야** 합니다. 안전 입력은 한 번이라도 위험하면 멈춥니다.
#
# </details>
#
# **물음 2.** 감시 시간을 0.05초로 하면 더 안전하지 않을까요? 프로그램은 0.1초마다 지령을 보냅니다.
#
# <details><summary>답 보기</summary>
#
# 통신이 멀쩡한데도 지령과 지령 사이마다 클러치가 떨어집니다. 프레스가 **덜컥거리며** 일을 못 합니다.
# 그러면 누군가 감시를 아예 꺼 버립니다. 쓸 수 없는 안전 장치는 안전하지 않습니다. 보내는 간격의 서너 배로 두고, 그래도 충분히 빨리 서는지 계산합니다.
#
# </details>

# %% [markdown] lang="en"
# ## Check yourself
#
# **Question 1.** A student says: "The guard switch chatters now and then. Let us stop only when it has been open for 0.5 seconds." Production is interrupted less often. What do you ask?
#
# <details><summary>Answer</summary>
#
# "How far does a hand get in those 0.5 seconds?" At 1.6 m/s it is **0.8 m**. Buttons and guard would have to be that much further away, and there is no such room.
# A chattering switch is to be **repaired**, not hidden by a program. A safety input that is unsafe once means stop.
#
# </details>
#
# **Question 2.** Would a watchdog of 0.05 seconds not be safer still? The program sends a command every 0.1 seconds.
#
# <details><summary>Answer</summary>
#
# The clutch would let go between any two commands although the link is sound. The press **stutters** and gets nothing done.
# Then somebody switches the watchdog off altogether. A safety device that cannot be lived with is not safe. Make it three or four times the sending interval, and compute whether that still stops soon enough.
#
# </details>

# %% [markdown] lang="ko"
# 자리를 뜨기 전에 설비를 제자리로 돌려놓습니다.

# %% [markdown] lang="en"
# Before you leave, put the plant back as it was.

# %%
plant.close()
plant = connect("press", scenario="normal")
plant.close()

# %% [markdown] lang="ko"
# 이제 `assignment.ipynb`를 여십시오. 이번에는 가드가 언제 열릴지, 선이 언제 끊길지 알려 드리지 않습니다.

# %% [markdown] lang="en"
# Now open `assignment.ipynb`. There we tell you neither when the guard will open nor when the cable will be cut.
