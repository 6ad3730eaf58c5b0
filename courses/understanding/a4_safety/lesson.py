# %% [markdown] lang="ko"
# # A4. 안전: 멈추고, 잠그고, 따져 봅니다
#
# > 금요일 오후, 컨베이어가 섰습니다. 벨트 1과 벨트 2 사이에 부품이 걸렸습니다.
# > 작업자는 **비상정지를 누르고**, 모두 멈춘 것을 **눈으로 확인하고**, 문을 열고 손을 넣었습니다.
# > 걸린 부품이 빠지는 순간, 로봇 팔이 움찔했습니다. 손가락이 부러졌습니다.
#
# 이 작업자는 게으르지 않았습니다. 버튼을 눌렀고, 확인도 했습니다. 그런데 무엇이 남아 있었을까요?
#
# 오늘 하실 일은 네 가지입니다.
#
# 1. 비상정지가 무엇을 없애고 무엇을 남기는지 계기로 봅니다.
# 2. 전원을 끊은 뒤에도 남는 에너지가 언제 사라지는지 잽니다.
# 3. 자물쇠를 걸고 영(0) 에너지를 확인한 다음에만 들어갑니다.
# 4. 위험을 숫자로 견주고, 도수율과 강도율을 구합니다.
#
# 여기서는 누구도 다치지 않습니다. 그러니 **틀려 볼 수 있는 유일한 곳**입니다. 실행하기 전에는 꼭 예상부터 고르십시오.

# %% [markdown] lang="en"
# # A4. Safety: stop it, lock it, weigh the risk
#
# > Friday afternoon, the conveyor stands. A part is jammed between belt 1 and belt 2.
# > The operator **presses the emergency stop**, **sees that everything stands**, opens the door and reaches in.
# > As the part comes free the robot's arm twitches. A finger is broken.
#
# This operator was not careless. The button was pressed, and the standstill was checked. So what was left?
#
# Four things to do today:
#
# 1. See on the instruments what an emergency stop takes away, and what it leaves.
# 2. Measure how long energy stays after the power has been cut.
# 3. Put on a padlock, verify zero energy, and only then go in.
# 4. Compare risks in numbers, with frequency rate and severity rate.
#
# Nobody gets hurt here. So this is **the only place to get it wrong**. Choose your prediction before every run.

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
from labs.hmi.lesson import bars, chart, predict, reveal, text
from labs.hmi.svg import Bar, Series
from labs.language import SmartLabError
from labs.session import connect

SPEED = text("벨트 2 속도", "Belt 2 speed")
VOLTAGE = text("드라이브 전압", "Drive voltage")
AIR = text("공기 압력", "Air pressure")
WATCHED = ["Belt2.Speed", "Drive.Voltage", "Air.Pressure"]


def attempt(action, *arguments):
    try:
        action(*arguments)
        answer = text("○ 받아들였습니다", "○ accepted")
    except SmartLabError:
        answer = text("× 설비가 거절했습니다", "× the plant refuses")
    print(f"{', '.join(map(str, arguments)):<24} {answer}")


# %% [markdown] lang="ko"
# ## 1. 셀을 만나 봅니다 (8분)
#
# 부품이 벨트 1로 들어와 벨트 2로 넘어가고, 로봇이 집어 벨트 3에 내려놓습니다. 로봇은 **울타리와 문**으로 둘러싸여 있습니다.
#
# ```
#  들어옴 → [ 벨트 1 ] → [ 벨트 2 ]            [ 벨트 3 ] → 나감
#                    ▲        └─→ 로봇(흡착) ─→┘
#              걸리는 곳        (울타리와 문 안)
# ```
#
# 이 셀을 움직이는 에너지는 두 가지입니다. 벨트와 로봇 팔을 움직이는 **전기**와, 부품을 빨아들이는 **압축 공기**입니다.

# %% [markdown] lang="en"
# ## 1. Meet the cell (8 minutes)
#
# Parts come in on belt 1, pass to belt 2, and a robot lifts them to belt 3. Around the robot there are **a fence and a door**.
#
# ```
#    in → [ belt 1 ] → [ belt 2 ]                [ belt 3 ] → out
#                    ▲       └─→ robot (suction) ─→┘
#           jams happen here    (behind fence and door)
# ```
#
# Two kinds of energy move this cell: **electricity** for belts and arm, and **compressed air** that sucks the parts to the gripper.

# %%
plant = connect("conveyor", scenario="running")
plant.reset(seed=5)
plant.set_clock(mode="scaled", speed=5)
trend = Trend(plant, ["Belt2.Speed", "Robot.Angle"], window=60)
trend

# %% [markdown] lang="ko"
# 돌고 있는 동안 문을 열어 보겠습니다. 될까요?

# %% [markdown] lang="en"
# Let us try to open the door while the line runs. Will it?

# %%
attempt(plant.write, "Door.Open", True)

# %% [markdown] lang="ko"
# 거절당했습니다. 이 문에는 **가드 록**이 있습니다. 모두 멈출 때까지 문을 잡아 둡니다. 그러면 문만 있으면 안전할까요? 금요일의 작업자도 이 문을 열고 들어갔습니다.
#
# 그림을 멈추고, 지금부터는 시간을 **우리가 부를 때만** 흐르게 합니다(lockstep).

# %% [markdown] lang="en"
# Refused. This door has **guard locking**: it is held shut until everything stands. So is a door all it takes? The operator of that Friday went in through this very door.
#
# Stop the picture. From here on time passes **only when we say so** (lockstep).

# %%
trend.stop()
plant.set_clock(mode="lockstep")

# %% [markdown] lang="ko"
# ## 2. 비상정지를 누릅니다 (10분)
#
# 20초 동안 돌다가 비상정지를 누릅니다. 벨트는 곧 섭니다.
#
# **예상해 보십시오.** 비상정지를 누르고 40초가 지났을 때, 드라이브의 전압은 어떨까요?
#
# - **a** 0 V이다
# - **b** 떨어지는 중이다
# - **c** 누르기 전과 같다

# %% [markdown] lang="en"
# ## 2. Press the emergency stop (10 minutes)
#
# The line runs for 20 seconds, then we press the emergency stop. The belts soon stand.
#
# **Predict.** What is the voltage of the drives 40 seconds after the emergency stop?
#
# - **a** 0 V
# - **b** it is falling
# - **c** just what it was before

# %%
guess_stop = predict("a", "b", "c")

# %%
plant.reset(seed=5)
first = plant.record(WATCHED, seconds=20, period=0.5)
plant.write("EStop.Pressed", True)
rows = plant.record(WATCHED, seconds=40, period=0.5)
seconds = np.concatenate([first.index, rows.index])
speed, voltage, air = (np.concatenate([first[path], rows[path]]) for path in WATCHED)
chart(
    text("비상정지를 누르면", "After the emergency stop"),
    Series(VOLTAGE, seconds, voltage),
    Series(SPEED, seconds, speed, axis="right"),
    marks=[(20, text("비상정지", "emergency stop"))],
    y_label="V",
    y_range=(0, 700),
    right_label="m/s",
    right_range=(0, 0.4),
)
print(f"{voltage[-1]:.0f} V     {air[-1]:.2f} MPa")
reveal(guess_stop, "c")

# %% [markdown] lang="ko"
# 벨트는 1초도 안 되어 섰습니다. 그런데 전압 560 V와 공기 0.6 MPa는 **그대로** 있습니다.
#
# 비상정지는 **지금의 위험한 움직임을 멈추는** 장치입니다(ISO 13850). 에너지를 없애는 장치가 아닙니다.
# 움직임이 없는 것과 에너지가 없는 것은 다릅니다. 금요일의 로봇 팔은 **멈춰 있는 척**했을 뿐입니다.
#
# **예상해 보십시오.** 비상정지 버튼을 돌려서 풀면 어떻게 될까요?
#
# - **a** 곧바로 다시 돈다
# - **b** 다시 돌리려면 사람이 명령을 더 내려야 한다

# %% [markdown] lang="en"
# The belts stood in less than a second. Yet 560 V and 0.6 MPa of air are **still there**.
#
# An emergency stop **ends a dangerous movement** (ISO 13850). It does not take the energy away.
# Not moving is not the same as having no energy. The robot of that Friday only **looked** as if it were off.
#
# **Predict.** What happens when the emergency stop is released?
#
# - **a** the line runs again at once
# - **b** somebody has to give further commands first

# %%
guess_release = predict("a", "b")

# %%
attempt(plant.call, "Clear")
plant.write("EStop.Pressed", False)
plant.advance(30)
print(text("푼 뒤 30초:", "30 s after the release:"), f"{plant.read('Belt2.Speed'):.2f} m/s")
for command in ("Clear", "Reset", "Start"):
    plant.call(command)
    plant.advance(8)
    print(f"{command:<6} →", plant.read("Status.StateCurrent"), f"{plant.read('Belt1.Speed'):.2f} m/s")
reveal(guess_release, "b")

# %% [markdown] lang="ko"
# 눌려 있는 동안에는 이상 해제(Clear)조차 거절합니다. 그리고 버튼을 푼 것만으로는 아무것도 움직이지 않습니다. 이상을 해제하고(Clear), 초기화하고(Reset), **사람이 시작해야**(Start) 돕니다.
# 버튼을 푼 사람이 셀 안의 사람을 못 보았을 수도 있기 때문입니다. 이 약속은 C5에서 직접 만들어 보십니다.

# %% [markdown] lang="en"
# While it is pressed not even Clear is accepted. And releasing the button moves nothing. The fault is cleared (Clear), the line reset (Reset), and **a person has to start it** (Start).
# For whoever releases the button may not see the person inside the cell. You will build this rule yourself in C5.

# %% [markdown] lang="ko"
# ## 3. 끊은 다음에도 남아 있는 것 (10분)
#
# 이번에는 라인을 얌전히 멈추고(Stop) **전원 차단기와 공기 차단 밸브를 모두 내립니다.**
#
# **예상해 보십시오.** 전압은 언제 사람에게 안전한 60 V(IEC 60204-1) 아래로 떨어질까요?
#
# - **a** 내리는 순간
# - **b** 10초쯤 뒤
# - **c** 1분이 넘어서

# %% [markdown] lang="en"
# ## 3. What stays after the cut (10 minutes)
#
# This time we stop the line properly (Stop) and **switch off both the power isolator and the air isolator**.
#
# **Predict.** When will the voltage be below 60 V, which counts as safe to touch (IEC 60204-1)?
#
# - **a** at the very moment
# - **b** some 10 seconds later
# - **c** after more than a minute

# %%
guess_voltage = predict("a", "b", "c")

# %%
plant.reset(seed=5)
plant.advance(20)
plant.call("Stop")
plant.advance(20)
plant.write_many({"Isolator.Power": False, "Isolator.Air": False})
begun = plant.time
rows = plant.record(WATCHED, seconds=180, period=1.0)
plant.call("BleedAir")
more = plant.record(WATCHED, seconds=60, period=1.0)
seconds = np.concatenate([rows.index, more.index]) - begun
voltage, air = (np.concatenate([rows[path], more[path]]) for path in WATCHED[1:])
safe_at = seconds[np.argmax(voltage < 60)]
chart(
    text("차단한 다음의 전압과 공기", "Voltage and air after isolating"),
    Series(VOLTAGE, seconds, voltage),
    Series(AIR, seconds, air, axis="right"),
    bands=[(0, 60, "60 V")],
    marks=[(safe_at, f"{safe_at:.0f} s"), (180, text("공기 빼기", "bleed the air"))],
    y_label="V",
    y_range=(0, 700),
    right_label="MPa",
    right_range=(0, 0.8),
)
reveal(guess_voltage, "c")

# %% [markdown] lang="ko"
# 드라이브 안에는 커다란 **콘덴서**가 있어서, 전원을 끊어도 저항으로 천천히 방전됩니다. 공기 탱크는 3분이 지나도 거의 그대로였습니다. **빼 주어야**(BleedAir) 빠집니다.
#
# 이렇게 끊은 뒤에도 남는 것을 **잔류 에너지**라고 합니다. 눌린 스프링, 들려 있는 추, 도는 플라이휠, 뜨거운 배관도 모두 잔류 에너지입니다.
#
# 방전되는 전압을 식으로 쓰면 이렇고, 이 드라이브의 시정수 $\tau$는 40초입니다.

# %% [markdown] lang="en"
# Inside the drives there are large **capacitors**, which discharge slowly through a resistor when the power is cut. The air receiver was nearly full even after three minutes, until it was **bled**.
#
# What stays after isolating is called **residual energy**. A compressed spring, a raised weight, a turning flywheel and a hot pipe are residual energy, too.
#
# As a formula the discharging voltage looks like this. The time constant $\tau$ of these drives is 40 seconds.

# %% [markdown]
# $$V(t) = V_0\,e^{-t/\tau} \qquad\Longrightarrow\qquad t = \tau \,\ln\frac{V_0}{V}$$

# %% [markdown] lang="ko"
# ### 풀이: 몇 초를 기다려야 합니까?
#
# $V_0 = 560$ V에서 60 V까지입니다. 방전 저항이 낡아 시정수가 네 배가 되면 어떨까요?

# %% [markdown] lang="en"
# ### Worked example: how many seconds?
#
# From $V_0 = 560$ V down to 60 V. And if an aged resistor makes the time constant four times as long?

# %%
for tau in (40, 160):
    print(f"τ = {tau:3d} s:   t = {tau} × ln(560 / 60) = {tau * np.log(560 / 60):.0f} s")
print(text(f"그림에서 잰 시간: {safe_at:.0f} s", f"measured in the picture: {safe_at:.0f} s"))

# %% [markdown] lang="ko"
# 같은 종류의 설비라도 1분 반일 수도, 6분일 수도 있습니다. 그래서 **정해진 시간을 기다리지 않고 계기를 보고 기다립니다.** 그리고 계기도 틀릴 수 있으니 마지막에는 **기동해 봅니다.**

# %% [markdown] lang="en"
# Two machines of the same kind: a minute and a half, or six minutes. So **wait for the instrument, not for the clock**. And since an instrument may be wrong, in the end **try to start**.

# %% [markdown] lang="ko"
# ## 4. 여섯 걸음: 잠금·표지 (12분)
#
# 그래서 현장에는 **잠금·표지**(LOTO, lock-out/tag-out)라는 약속이 있습니다. 우리 법(산업안전보건기준에 관한 규칙 제92조)도, 미국의 규정(29 CFR 1910.147)도 같은 것을 요구합니다.
#
# | 걸음 | 하는 일 | 이 셀에서 |
# |---|---|---|
# | 1 | 얌전히 멈춥니다 | `Stop` |
# | 2 | **모든** 에너지를 끊습니다 | `Isolator.Power`, `Isolator.Air` |
# | 3 | **내** 자물쇠와 꼬리표를 겁니다 | `ApplyLock` |
# | 4 | 잔류 에너지를 없앱니다 | `BleedAir`, 방전을 기다림 |
# | 5 | **영(0) 에너지를 확인합니다** | `VerifyZeroEnergy` |
# | 6 | 이제 들어갑니다. 나온 다음 거꾸로 되돌립니다 | `Door.Open`, `EnterCell` … |
#
# 먼저 금요일의 사고를 그대로 되풀이해 보겠습니다. 설비는 막지 않고 **세기만** 합니다.

# %% [markdown] lang="en"
# ## 4. Six steps: lock-out/tag-out (12 minutes)
#
# This is why there is a rule called **lock-out/tag-out** (LOTO). Korean law (Rules on Occupational Safety and Health Standards, article 92) and the American rule (29 CFR 1910.147) ask for the same.
#
# | step | what to do | at this cell |
# |---|---|---|
# | 1 | stop it properly | `Stop` |
# | 2 | isolate **every** energy | `Isolator.Power`, `Isolator.Air` |
# | 3 | put on **your own** padlock and tag | `ApplyLock` |
# | 4 | let the residual energy go | `BleedAir`, wait for the discharge |
# | 5 | **verify zero energy** | `VerifyZeroEnergy` |
# | 6 | now go in; once out, all the way back | `Door.Open`, `EnterCell` … |
#
# First let us repeat that Friday's accident. The plant does not hold us back: it only **counts**.

# %%
plant.close()
plant = connect("conveyor", scenario="jam")
plant.reset(seed=5)
plant.set_clock(mode="lockstep")
for _ in plant.every(1.0, minutes=10):
    if plant.read("Cell.Jammed"):
        break
plant.write("EStop.Pressed", True)
plant.advance(5)
plant.write("Door.Open", True)
plant.call("EnterCell")
plant.advance(1)
friday = plant.read("Counter.UnsafeEntries")
print(f"Counter.UnsafeEntries = {friday}     {plant.read('Drive.Voltage'):.0f} V")
plant.call("LeaveCell")
plant.write("Door.Open", False)

# %% [markdown] lang="ko"
# 이제 같은 셀에서 여섯 걸음을 밟습니다. 일부러 **성급하게도** 해 보겠습니다. 설비가 무엇을 거절하는지 보십시오.
#
# **예상해 보십시오.** 내 자물쇠가 걸려 있는데 사정을 모르는 동료가 전원 차단기를 올리려고 합니다. 어떻게 될까요?
#
# - **a** 올라간다. 꼬리표를 읽어야만 막을 수 있다
# - **b** 올라가지 않는다

# %% [markdown] lang="en"
# Now the six steps at the same cell. On purpose we shall be **impatient** now and then: see what the plant refuses.
#
# **Predict.** Your padlock is on, and a colleague who knows nothing tries to switch the power on. What happens?
#
# - **a** it goes on; only who reads the tag is stopped
# - **b** it does not go on

# %%
guess_lock = predict("a", "b")

# %%
attempt(plant.call, "ApplyLock", 3)
plant.write_many({"Isolator.Power": False, "Isolator.Air": False})
attempt(plant.call, "ApplyLock", 3)
attempt(plant.write, "Isolator.Power", True)
attempt(plant.call, "RemoveLock", 1)
reveal(guess_lock, "b")

# %%
attempt(plant.call, "VerifyZeroEnergy")
plant.call("BleedAir")
for _ in plant.every(5, minutes=10):
    if plant.read("Drive.Voltage") < 50 and plant.read("Air.Pressure") < 0.04:
        break
print(f"{plant.read('Drive.Voltage'):.0f} V     {plant.read('Air.Pressure'):.2f} MPa")
attempt(plant.call, "VerifyZeroEnergy")

# %%
plant.write("Door.Open", True)
plant.call("EnterCell")
plant.advance(30)
plant.call("ClearJam")
plant.call("LeaveCell")
plant.write("Door.Open", False)
unsafe = plant.read("Counter.UnsafeEntries") - friday
print(f"Counter.UnsafeEntries + {unsafe}     Cell.Jammed = {plant.read('Cell.Jammed')}")

# %% [markdown] lang="ko"
# 세 가지를 보셨습니다.
#
# - 하나라도 켜져 있으면 자물쇠를 걸 수 없습니다(첫 줄). **모두** 끊어야 합니다.
# - 자물쇠는 건 사람만 풉니다. 1번 사람은 3번의 자물쇠를 풀지 못했습니다. 셋이 들어가면 자물쇠도 셋입니다. 마지막 사람이 나와야 전원이 들어갑니다.
# - 영(0) 에너지 확인은 형식이 아닙니다. 성급한 첫 번째는 거절당했습니다. 게다가 차단기의 접점이 녹아 붙으면 **손잡이는 내려갔는데 전기는 살아 있습니다.** 그것을 알아내는 것은 다섯째 걸음뿐입니다.

# %% [markdown] lang="en"
# You saw three things.
#
# - While anything is on, no padlock goes on (the first line). **Everything** has to be isolated.
# - Only the person who put it on takes a padlock off: person 1 could not remove that of person 3. Three people inside, three padlocks; power comes back when the last one is out.
# - The zero-energy test is no formality: the first, hasty one was refused. And when an isolator's contacts have welded together, **the handle is down and the power is on**. Only step five finds out.

# %% [markdown] lang="ko"
# ## 5. 위험을 숫자로 견줍니다 (8분)
#
# 위험을 모두 한꺼번에 없앨 수는 없으니, 무엇부터 고칠지 정해야 합니다. **위험성 = 가능성 × 중대성**으로 어림합니다.
#
# | | 중대성 1 (치료) | 2 (휴업) | 3 (장해·사망) |
# |---|---|---|---|
# | **가능성 3** (자주) | 3 | 6 | **9** |
# | **가능성 2** (가끔) | 2 | 4 | **6** |
# | **가능성 1** (드묾) | 1 | 2 | 3 |
#
# 걸린 부품을 하루 두 번 손으로 뺀다면 가능성 3, 로봇에 맞으면 중대성 3이니 9점입니다. 무엇을 바꾸면 점수가 내려갈까요?
# 걸리지 않는 이송부로 **바꾸는 것**이 으뜸이고, 울타리와 인터록으로 **막는 것**이 다음이며, 경고판과 교육이 마지막입니다(ISO 12100).
#
# 한 해가 지나면 결과를 셉니다. 사람 수와 일한 시간이 다른 공장을 견주려고 **일한 시간으로 나눕니다.**

# %% [markdown] lang="en"
# ## 5. Compare risks in numbers (8 minutes)
#
# Not every risk can be removed at once, so one has to choose what to mend first. As a rough guide, **risk = likelihood × severity**.
#
# | | severity 1 (treatment) | 2 (days off) | 3 (disability, death) |
# |---|---|---|---|
# | **likelihood 3** (often) | 3 | 6 | **9** |
# | **likelihood 2** (now and then) | 2 | 4 | **6** |
# | **likelihood 1** (rare) | 1 | 2 | 3 |
#
# A jam that is pulled out by hand twice a day has likelihood 3; being hit by the robot has severity 3. That makes 9. What would bring it down?
# Best of all a transfer that does not jam (**design**), next fence and interlock (**guarding**), last of all signs and training (ISO 12100).
#
# After a year one counts. To compare works with different numbers of people and hours, **divide by the hours worked**.

# %% [markdown]
# $$F = \frac{N_\mathrm{injuries}}{\mathrm{hours}} \times 10^6 \qquad\qquad S = \frac{N_\mathrm{days\ lost}}{\mathrm{hours}} \times 10^3$$

# %% [markdown] lang="ko"
# $F$는 **도수율**로, 백만 시간 동안 몇 건이 났는지, 곧 '얼마나 자주'입니다. $S$는 **강도율**로, 천 시간 동안 며칠을 잃었는지, 곧 '얼마나 심하게'입니다.
# 사망과 영구 전노동불능은 한 사람에 **7,500일**로 셉니다(고용노동부 산업재해통계업무처리규정). 한 사람이 25년 동안 한 해 300일씩 일할 날이 사라졌다는 뜻입니다.
#
# 두 공장 모두 100명이 한 해 2,000시간씩 일했습니다.
#
# - 가 공장: 손을 베이거나 삐는 사고 8건. 쉰 날은 모두 40일입니다.
# - 나 공장: 사망 1건. 다른 사고는 없습니다.
#
# **예상해 보십시오.** 도수율만 보면 어느 공장이 더 안전해 보입니까?
#
# - **a** 가 공장 &nbsp; **b** 나 공장

# %% [markdown] lang="en"
# $F$ is the **frequency rate**: cases in a million hours, that is, how often. $S$ is the **severity rate**: days lost in a thousand hours, that is, how badly.
# A death or a permanent total disability counts as **7,500 days** (rule of the Korean Ministry of Employment and Labor on accident statistics): 25 years of 300 working days each that will never be.
#
# In both works 100 people worked 2,000 hours each.
#
# - Works A: 8 cuts and sprains, 40 days off work in all.
# - Works B: 1 death, and nothing else.
#
# **Predict.** By the frequency rate alone, which one looks safer?
#
# - **a** works A &nbsp; **b** works B

# %%
guess_rate = predict("a", "b")

# %%
hours = 100 * 2000
often, badly = [], []
for name, injuries, days in (("A", 8, 40), ("B", 1, 7500)):
    frequency, severity = injuries / hours * 1e6, days / hours * 1e3
    print(
        f"{name}:   F = {injuries} / {hours} × 10⁶ = {frequency:5.1f}      S = {days} / {hours} × 10³ = {severity:5.2f}"
    )
    often.append(Bar(name, frequency))
    badly.append(Bar(name, severity))
bars(text("도수율 F: 얼마나 자주", "Frequency rate F: how often"), *often)
bars(text("강도율 S: 얼마나 심하게", "Severity rate S: how badly"), *badly)
reveal(guess_rate, "b")

# %% [markdown] lang="ko"
# 그래서 두 율을 **늘 함께** 봅니다(A가 가 공장, B가 나 공장입니다). 그리고 율에는 나오지 않는 것이 하나 더 있습니다. 아무도 다치지 않은 **아차사고**입니다.
# 아차사고는 재해가 아니니 도수율에 넣지 않지만, 적어 두면 다음 사고를 막을 수 있습니다. 다쳤지만 쉬지 않은 사고는 건수에 들어가고, 손실일수에는 0을 더합니다.

# %% [markdown] lang="en"
# So the two rates are read **together**, always. And one thing appears in neither: the **near miss**, in which nobody was hurt.
# It is no injury and does not enter the frequency rate, but written down it may prevent the next one. An injury without a day off is a case, and adds 0 days.

# %% [markdown] lang="ko"
# ## 세 문장으로 정리합니다
#
# 1. 비상정지는 움직임을 멈출 뿐 에너지를 없애지 않으며, 풀어도 저절로 다시 돌지 않습니다.
# 2. 들어가기 전에는 멈추고, 모두 끊고, 내 자물쇠를 걸고, 잔류 에너지를 없애고, 영(0) 에너지를 확인합니다.
# 3. 도수율은 얼마나 자주, 강도율은 얼마나 심하게를 말하므로 둘을 함께 봅니다.

# %% [markdown] lang="en"
# ## In three sentences
#
# 1. An emergency stop ends movement, not energy; and releasing it never starts anything by itself.
# 2. Before going in: stop, isolate everything, put on your own padlock, let the residual energy go, verify zero energy.
# 3. The frequency rate says how often, the severity rate how badly; read them together.

# %% [markdown] lang="ko"
# ## 스스로 확인합니다
#
# **물음 1.** 교대 시간이 되었는데 앞 조 사람이 자물쇠를 걸어 둔 채 퇴근했습니다. 조장이 "어차피 안에 아무도 없으니 절단기로 자르고 돌리자"고 합니다. 무엇이라고 답하시겠습니까?
#
# <details><summary>답 보기</summary>
#
# 자르기 전에 **그 사람에게 연락해 공장을 떠났는지 확인**해야 합니다. 안에 아무도 없다는 것은 조장의 짐작이고, 자물쇠는 바로 그 짐작을 막으려고 겁니다.
# 현장의 절차에는 이런 때를 위한 순서(본인 확인, 셀 안 확인, 책임자 서명)가 정해져 있습니다. 그 순서를 밟지 않고 자르면 다음부터 아무도 자물쇠를 믿지 못합니다.
#
# </details>
#
# **물음 2.** 한 공장이 올해 "재해율을 0으로 만들자"며 무재해 상을 걸었더니 도수율이 절반이 되었습니다. 그런데 강도율은 그대로입니다. 무슨 일이 있었을까요?
#
# <details><summary>답 보기</summary>
#
# 작은 사고가 준 것이 아니라 **적지 않게 된 것**일 수 있습니다. 쉬지 않은 부상은 손실일수가 0이라, 숨기면 도수율만 내려가고 강도율은 그대로입니다. 큰 사고는 숨길 수 없습니다.
# 상은 사고가 적은 것보다 **아차사고를 많이 찾아낸 것**에 주는 편이 낫습니다.
#
# </details>

# %% [markdown] lang="en"
# ## Check yourself
#
# **Question 1.** The shift changes, and somebody of the shift before went home with the padlock still on. The foreman says: "Nobody is in there anyway; cut it off and start." What do you answer?
#
# <details><summary>Answer</summary>
#
# Before it is cut, **call that person and make sure that they have left the works**. That nobody is inside is the foreman's guess, and the padlock is there to stop exactly such guesses.
# A works has an order for this case: reach the owner, look into the cell, have it signed for. Cut it without that order, and nobody will trust a padlock again.
#
# </details>
#
# **Question 2.** A works offered a prize for "a year without accidents", and its frequency rate fell to half. Its severity rate stayed as it was. What may have happened?
#
# <details><summary>Answer</summary>
#
# Perhaps small accidents did not become fewer but were **no longer written down**. An injury without a day off adds no lost days: hide it, and only the frequency rate falls. Serious accidents cannot be hidden.
# A prize is better given for **finding many near misses** than for reporting few accidents.
#
# </details>

# %% [markdown] lang="ko"
# 자리를 뜨기 전에 설비를 제자리로 돌려놓습니다.

# %% [markdown] lang="en"
# Before you leave, put the plant back as it was.

# %%
plant.close()
plant = connect("conveyor", scenario="normal")
plant.close()

# %% [markdown] lang="ko"
# 이제 `assignment.ipynb`를 여십시오. 이번에는 부품이 언제 걸릴지, 에너지가 얼마나 오래 남을지 알려 드리지 않습니다.

# %% [markdown] lang="en"
# Now open `assignment.ipynb`. There we tell you neither when a part will jam nor how long the energy will stay.
