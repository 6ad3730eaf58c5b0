# %% [markdown] lang="ko"
# # A4 과제: 아무도 다치지 않게 고치십시오
#
# 컨베이어와 로봇 셀의 정비를 맡으셨습니다. 작업 지시는 네 가지입니다.
#
# | 문제 | 할 일 | 배점 |
# |---|---|---|
# | 1 | 돌고 있는 라인을 멈추고, 잠그고, 영(0) 에너지를 확인합니다 | 5 |
# | 2 | 걸린 부품을 꺼내고 다시 생산합니다. 위험하면 들어가지 않습니다 | 5 |
# | 3 | 사고 기록에서 도수율과 강도율을 구합니다 | 5 |
# | 4 | 동료에게 들어가지 말라는 까닭을 글로 씁니다(선생님이 채점합니다) | 3 |
#
# 문제 1~3에서는 **함수를 하나씩** 완성합니다. 확인 셀은 몇 번이든 실행해 보실 수 있습니다.
# 채점할 때는 **부품이 걸리는 시각도, 에너지가 사라지는 빠르기도, 사고 기록도 다릅니다.** 사람 대신 프로그램이 움직이지만, 공장의 기록은 사람의 것으로 셉니다.

# %% [markdown] lang="en"
# # A4 assignment: repair it, and let nobody be hurt
#
# You are in charge of maintenance at the conveyor with its robot cell. The work order has four parts.
#
# | question | what to do | points |
# |---|---|---|
# | 1 | stop the running line, lock it out and verify zero energy | 5 |
# | 2 | take the jammed part out and produce again; do not enter when it is dangerous | 5 |
# | 3 | compute frequency rate and severity rate from accident records | 5 |
# | 4 | write down why your colleague must not go in (your teacher grades this) | 3 |
#
# In questions 1 to 3 you complete **one function** each. Run the check cells as often as you like.
# In grading, **the moment of the jam, how fast the energy dies away and the records are different.** A program acts in place of a person, but the plant's record counts it as a person.

# %% [markdown] lang="ko"
# ## 쓰는 것
#
# | 쓰는 법 | 뜻 |
# |---|---|
# | `plant.call("Stop")` | 라인을 멈춥니다. 로봇이 하던 동작을 마친 뒤 상태가 2(STOPPED)가 됩니다 |
# | `plant.read("Status.StateCurrent")` | 지금 상태: 2 STOPPED, 4 IDLE, 6 EXECUTE(생산), 11 HELD |
# | `plant.write("Isolator.Power", False)` | 전원 차단기를 내립니다. `"Isolator.Air"`는 공기 차단 밸브입니다 |
# | `plant.call("ApplyLock", person)` | `person`번 사람의 자물쇠와 꼬리표를 겁니다. 푸는 것은 `"RemoveLock"` |
# | `plant.call("BleedAir")` | 탱크에 남은 공기를 뺍니다 |
# | `plant.read("Drive.Voltage")` | 드라이브에 남은 전압(V). `"Air.Pressure"`는 공기 압력(MPa) |
# | `plant.call("VerifyZeroEnergy")` | 영(0) 에너지를 확인합니다. 60 V나 0.05 MPa보다 많이 남아 있으면 거절합니다 |
# | `plant.write("Door.Open", True)` | 셀의 문을 엽니다. 닫는 것은 `False` |
# | `plant.call("EnterCell")`, `"LeaveCell"` | 문이 열린 셀에 들어가고 나옵니다 |
# | `plant.read("Cell.Jammed")`, `plant.call("ClearJam")` | 부품이 걸렸으면 `True`. 걸린 부품은 안에서 꺼냅니다 |
# | `plant.call("Reset")`, `plant.call("Start")` | STOPPED → IDLE, IDLE → EXECUTE. 둘 다 몇 초가 걸립니다 |
# | `plant.advance(5)` | 5초를 보냅니다. **시간을 보내지 않으면 아무것도 변하지 않습니다** |
# | `for t in plant.every(5, minutes=10):` | 5초마다 되풀이하며, 10분이 지나면 끝납니다 |

# %% [markdown] lang="en"
# ## What you work with
#
# | write | meaning |
# |---|---|
# | `plant.call("Stop")` | stop the line: the robot ends its movement, then the state becomes 2 (STOPPED) |
# | `plant.read("Status.StateCurrent")` | the present state: 2 STOPPED, 4 IDLE, 6 EXECUTE (production), 11 HELD |
# | `plant.write("Isolator.Power", False)` | switch the power isolator off; `"Isolator.Air"` is the air isolator |
# | `plant.call("ApplyLock", person)` | put on the padlock and tag of person number `person`; `"RemoveLock"` takes them off |
# | `plant.call("BleedAir")` | bleed the air left in the receiver |
# | `plant.read("Drive.Voltage")` | the voltage left in the drives (V); `"Air.Pressure"` is the air's pressure (MPa) |
# | `plant.call("VerifyZeroEnergy")` | the zero-energy test; refused while more than 60 V or 0.05 MPa are left |
# | `plant.write("Door.Open", True)` | open the cell's door; `False` closes it |
# | `plant.call("EnterCell")`, `"LeaveCell"` | go in through the open door, and come out |
# | `plant.read("Cell.Jammed")`, `plant.call("ClearJam")` | `True` while a part is jammed; it is taken out from inside |
# | `plant.call("Reset")`, `plant.call("Start")` | STOPPED → IDLE, IDLE → EXECUTE; each takes some seconds |
# | `plant.advance(5)` | let 5 seconds pass: **unless time passes, nothing changes** |
# | `for t in plant.every(5, minutes=10):` | repeat every 5 seconds; it ends after 10 minutes |

# %% setup="begin"
from labs.check import examination

check = examination("a4")

# %% [markdown] lang="ko"
# ## 문제 1. 멈추고, 잠그고, 확인합니다
#
# 라인이 생산하고 있습니다. 사람이 들어가도 되는 상태로 만드십시오. 문은 아직 열지 않습니다.
#
# - 자물쇠는 `person`번 사람의 것을 겁니다.
# - 영(0) 에너지를 확인했으면 `True`를 돌려줍니다.
# - **10분을 기다려도** 에너지가 사라지지 않으면 확인하지 않고 `False`를 돌려줍니다.
#
# 에너지가 사라지는 데 걸리는 시간은 설비마다 다릅니다. 그리고 계기의 값에는 오차가 있으니, 60 V에 딱 맞추지 말고 여유를 두십시오.

# %% [markdown] lang="en"
# ## Question 1. Stop, lock, verify
#
# The line is producing. Bring it into a state in which a person may enter. The door stays closed for now.
#
# - The padlock is that of person number `person`.
# - Return `True` once zero energy has been verified.
# - If the energy is **not gone after 10 minutes**, do not verify and return `False`.
#
# How long the energy takes to die away differs from plant to plant. And instruments have errors: do not aim at exactly 60 V, leave a margin.


# %% answer="lock-out"
def lock_out(plant, person):
    ### BEGIN SOLUTION
    plant.call("Stop")
    while plant.read("Status.StateCurrent") != 2:
        plant.advance(1)
    plant.write("Isolator.Power", False)
    plant.write("Isolator.Air", False)
    plant.call("ApplyLock", person)
    plant.call("BleedAir")
    for _ in plant.every(5, minutes=10):
        if plant.read("Drive.Voltage") < 50 and plant.read("Air.Pressure") < 0.04:
            plant.call("VerifyZeroEnergy")
            return True
    return False
    ### END SOLUTION


# %% check="locks-out" points=5
check("locks-out", lock_out)

# %% [markdown] lang="ko"
# ## 문제 2. 걸린 부품을 꺼냅니다
#
# 라인이 돌다가 벨트 1과 2 사이에 **부품이 걸립니다.** 언제인지는 알려 드리지 않습니다. 그때까지 기다렸다가 다음 일을 하십시오.
#
# 1. 잠금·표지를 하고 영(0) 에너지를 확인합니다. 문제 1의 함수를 불러 쓰셔도 됩니다.
# 2. 들어가서 걸린 부품을 꺼내고, 나와서 문을 닫습니다.
# 3. 자기 자물쇠를 풀고 전원과 공기를 켭니다. 전압과 압력이 차오르는 데 10초쯤 걸립니다.
# 4. 다시 생산을 시작해, 상태가 6(EXECUTE)이 된 것을 보고 `True`를 돌려줍니다.
#
# 10분을 기다려도 에너지가 사라지지 않으면 **들어가지 말고**, 잠근 그대로 두고 `False`를 돌려줍니다. 그다음은 전기 담당자의 일입니다.

# %% [markdown] lang="en"
# ## Question 2. Take the jammed part out
#
# The line runs until **a part jams** between belts 1 and 2. We do not tell you when. Wait for it, then:
#
# 1. Lock out and verify zero energy. You may call your function of question 1.
# 2. Enter, take the jammed part out, come out and close the door.
# 3. Take your own padlock off and switch power and air on. Voltage and pressure need some 10 seconds to build up.
# 4. Start production again and return `True` when you have seen the state become 6 (EXECUTE).
#
# If the energy is not gone after 10 minutes, **do not enter**: leave everything locked and return `False`. What follows is the electrician's work.


# %% answer="clear-jam"
def clear_jam(plant, person):
    ### BEGIN SOLUTION
    while not plant.read("Cell.Jammed"):
        plant.advance(1)
    if not lock_out(plant, person):
        return False
    plant.write("Door.Open", True)
    plant.call("EnterCell")
    plant.advance(30)
    plant.call("ClearJam")
    plant.call("LeaveCell")
    plant.write("Door.Open", False)
    plant.call("RemoveLock", person)
    plant.write("Isolator.Power", True)
    plant.write("Isolator.Air", True)
    plant.advance(15)
    plant.call("Reset")
    while plant.read("Status.StateCurrent") != 4:
        plant.advance(1)
    plant.call("Start")
    while plant.read("Status.StateCurrent") != 6:
        plant.advance(1)
    return True
    ### END SOLUTION


# %% check="never-energised" points=5
check("never-energised", clear_jam)

# %% [markdown] lang="ko"
# ## 문제 3. 도수율과 강도율
#
# `hours`는 한 해 동안 모든 사람이 일한 시간의 합입니다. `cases`는 그해의 기록을 담은 목록이고, 한 건이 이런 사전입니다.
#
# ```python
# {"outcome": "injury", "days": 12}
# ```
#
# | `outcome` | 뜻 | `days` |
# |---|---|---|
# | `"near-miss"` | 아차사고. 아무도 다치지 않았습니다 | 0 |
# | `"injury"` | 다쳤습니다. 치료만 받고 쉬지 않았으면 `days`가 0입니다 | 일하지 못한 날 |
# | `"permanent-total"` | 영구 전노동불능. 다시는 일할 수 없습니다 | 입원한 날 |
# | `"death"` | 사망 | 입원한 날 |
#
# 도수율과 강도율을 이 순서로 돌려주십시오. 이 과제에서는 **사람이 다친 사고를 쉬지 않은 것까지 모두 한 건으로** 셉니다.
# 사망과 영구 전노동불능은 입원한 날에 관계없이 **7,500일**의 손실로 셉니다. 일한 시간이 0이면 율을 말할 수 없으니 `None, None`을 돌려주십시오.

# %% [markdown] lang="en"
# ## Question 3. Frequency rate and severity rate
#
# `hours` is the sum of the hours that all people worked in a year. `cases` is a list with that year's records; each is a dictionary like this.
#
# ```python
# {"outcome": "injury", "days": 12}
# ```
#
# | `outcome` | meaning | `days` |
# |---|---|---|
# | `"near-miss"` | nobody was hurt | 0 |
# | `"injury"` | somebody was hurt; with treatment only and no day off, `days` is 0 | days off work |
# | `"permanent-total"` | permanent total disability: never able to work again | days in hospital |
# | `"death"` | death | days in hospital |
#
# Return frequency rate and severity rate in this order. In this assignment **every case in which somebody was hurt counts as one**, also without a day off.
# Death and permanent total disability count as a loss of **7,500 days**, whatever the days in hospital. With zero hours worked there is no rate to tell: return `None, None`.


# %% answer="rates"
def rates(hours, cases):
    ### BEGIN SOLUTION
    if hours == 0:
        return None, None
    injuries, days = 0, 0
    for case in cases:
        if case["outcome"] == "near-miss":
            continue
        injuries += 1
        if case["outcome"] in ("death", "permanent-total"):
            days += 7500
        else:
            days += case["days"]
    return injuries * 1_000_000 / hours, days * 1000 / hours
    ### END SOLUTION


# %% check="accident-rates" points=5
check("accident-rates", rates)

# %% [markdown] lang="ko"
# ## 문제 4. 왜 말려야 합니까
#
# 동료가 말합니다. "비상정지를 눌렀잖아. 금방 꺼내고 나올 테니 자물쇠는 없어도 돼." 그러고는 걸린 부품을 꺼내러 셀에 들어가려 합니다.
#
# 동료를 말려야 하는 까닭을 두세 문장으로 쓰십시오. **무엇이 아직 남아 있는지, 누가 무엇을 할 수 있는지, 그래서 무엇을 먼저 해야 하는지**를 넣습니다.
# 아래 셀을 두 번 눌러 '…'을 지우고 쓰십시오. 이 문제는 선생님이 읽고 채점합니다.

# %% [markdown] lang="en"
# ## Question 4. Why must you hold your colleague back?
#
# "I have pressed the emergency stop. I will be out again in no time, it needs no padlock," says your colleague, and is about to enter the cell to take a jammed part out.
#
# Write in two or three sentences why you must hold your colleague back: **what is still there, who could do what, and what therefore has to be done first.**
# Double-click the cell below, delete the "…" and write. Your teacher reads and grades this one.

# %% [markdown] lang="ko" answer="hold-back" points=3
# 비상정지는 움직임만 멈춥니다. 드라이브에는 전압이, 탱크에는 공기 압력이 남아 있어 로봇이 다시 움직일 수 있습니다. 자물쇠와 꼬리표가 없으면 안에 사람이 있는 줄 모르는 누군가가 전원을 켜거나 비상정지를 풀고 다시 시작할 수 있습니다. 그래서 전원과 공기를 끊고 자기 자물쇠를 건 다음, 남은 에너지를 빼고 영(0) 에너지를 확인하고 나서 들어가야 합니다.

# %% [markdown] lang="en" answer="hold-back" points=3
# An emergency stop ends the movement only. There is still voltage in the drives and air pressure in the receiver, so the robot can move again. Without a padlock and a tag, somebody who does not know that a person is inside can switch the power on, or release the emergency stop and start again. So power and air have to be isolated and locked with one's own padlock, the energy left has to be released, and zero energy verified, before anybody enters.

# %% [markdown] lang="ko"
# ## 제출하기 전에
#
# 위 메뉴에서 커널을 다시 시작하고 처음부터 끝까지 한 번 실행해 보십시오. 세 확인 셀이 모두 통과하고 문제 4의 답을 썼으면 제출하십시오.

# %% [markdown] lang="en"
# ## Before you hand it in
#
# Restart the kernel from the menu above and run everything once from top to bottom. When all three checks pass and question 4 is answered, submit.
