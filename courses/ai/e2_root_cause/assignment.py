# %% [markdown] lang="ko"
# # E2 과제: 범인을 찾고, 증거를 남기십시오
#
# 렌즈를 찍는 사출 성형기에서 불량이 쏟아집니다. 작업 지시는 세 가지입니다.
#
# | 문제 | 할 일 | 배점 |
# |---|---|---|
# | 1 | 의심받는 설정 하나가 정말 원인인지, 공정한 비교로 판정합니다 | 5 |
# | 2 | 여러 의심 대상 가운데 진짜 원인의 이름을 댑니다 | 5 |
# | 3 | 그것을 증명하는 실험을 설비의 기록에 남깁니다 | 5 |
#
# 함수는 **두 개**입니다. 문제 2와 3은 같은 함수로 확인합니다.
# 채점할 때는 **원인도, 속이는 설정도, 재료도 다릅니다.** 그러니 한 설비의 답이 아니라, 어느 설비에나 통하는 방법을 적으십시오.

# %% [markdown] lang="en"
# # E2 assignment: find the culprit and leave evidence
#
# The moulder that makes our lenses turns out rejects. The work order has three parts.
#
# | question | what to do | points |
# |---|---|---|
# | 1 | judge by a fair comparison whether one suspected setting really is the cause | 5 |
# | 2 | name the true cause among several suspects | 5 |
# | 3 | leave the experiment that proves it in the plant's log | 5 |
#
# There are **two** functions; questions 2 and 3 look at the same one.
# In grading, **the cause, the decoy and the material are different.** So do not write the answer for one machine; write a method that works on any.

# %% [markdown] lang="ko"
# ## 쓰는 것
#
# | 쓰는 법 | 뜻 |
# |---|---|
# | `USUAL` | 설정 여덟 가지의 평소 값입니다: `{"Hold.Time": 4.5, …}` |
# | `plant.read("Hold.Time")` | 지금의 설정값을 읽습니다 |
# | `plant.write("Hold.Time", 4.5)` | 설정을 바꿉니다. **다음 제품부터** 듣습니다 |
# | `made(plant, 12)` | 제품 12개가 나올 때까지 기다려 **(만든 수, 불량 수)를** 돌려줍니다. 기다리기 전에 금형 안에 있던 제품 하나는 세지 않습니다 |
# | `plant.time` | 지금까지 흐른 시간(초)입니다 |
#
# 제품 하나에 21초쯤 걸립니다. 시간이 다 되면 `made`는 그때까지의 수를 돌려줍니다.

# %% [markdown] lang="en"
# ## What you work with
#
# | write | meaning |
# |---|---|
# | `USUAL` | the usual values of the eight settings: `{"Hold.Time": 4.5, …}` |
# | `plant.read("Hold.Time")` | read what is set now |
# | `plant.write("Hold.Time", 4.5)` | change a setting; it acts **from the next part on** |
# | `made(plant, 12)` | wait for 12 parts and return **(parts made, rejects)**; the one part that is in the mould before is not counted |
# | `plant.time` | the time that has passed (s) |
#
# A part takes about 21 seconds. When the time is over, `made` returns what there is.

# %% setup="begin"
import numpy as np

from labs.check import examination

check = examination("e2")

USUAL = {
    "Barrel.Setpoint": 295.0,
    "Mould.Setpoint": 95.0,
    "Dryer.Setpoint": 120.0,
    "Injection.Speed": 60.0,
    "Hold.Pressure": 60.0,
    "Hold.Time": 4.5,
    "Cool.Time": 10.0,
    "Clamp.Setpoint": 300.0,
}


def made(plant, count):
    first = plant.read("Parts.Total")
    begun = None
    for _ in plant.every(5.0):
        now = plant.read_many(["Parts.Total", "Parts.Rejected"])
        if begun is None and now["Parts.Total"] > first:
            begun = now
        if begun and now["Parts.Total"] - begun["Parts.Total"] >= count:
            break
    now = plant.read_many(["Parts.Total", "Parts.Rejected"])
    begun = begun or now
    return now["Parts.Total"] - begun["Parts.Total"], now["Parts.Rejected"] - begun["Parts.Rejected"]


# %% [markdown] lang="ko"
# ## 문제 1. 이 설정이 정말 원인입니까?
#
# 설정 하나가 의심받고 있습니다. `path`는 그 이름, `usual`은 평소 값, `suspect`는 문제가 되었다는 값입니다.
# **36분** 동안(제품 100개쯤) 두 값을 마음대로 오가며 만들어 보고, `suspect`가 불량을 **늘리면 True**, 아니면 **False**를 돌려주십시오.
#
# 조심하십시오. 그사이 **재료가 한 번 달라집니다.** 언제인지, 좋아질지 나빠질지는 알려 드리지 않습니다.
# 재료가 나쁘면 무엇을 해도 거의 절반이 불량입니다. 진짜 원인이라면 재료와 상관없이 불량률을 **40 %p 넘게** 올립니다. 원인이 아니면 전혀 바꾸지 않습니다.
#
# 서로 다른 설비 **세 대**에서 모두 맞아야 합니다.

# %% [markdown] lang="en"
# ## Question 1. Is this setting really the cause?
#
# One setting is under suspicion: `path` is its name, `usual` its usual value, `suspect` the value that is said to do harm.
# For **36 minutes** (some 100 parts) you may go to and fro between the two as you like. Return **True** if `suspect` makes **more** rejects, else **False**.
#
# Mind this: **the material changes once** on the way. We tell you neither when, nor whether for better or worse.
# With bad material nearly half the parts are rejects whatever you do. A true cause adds **more than 40 percentage points** whatever the material; anything else adds nothing at all.
#
# All of **three** different machines have to be right.


# %% answer="is-cause"
def is_cause(plant, path, usual, suspect):
    ### BEGIN SOLUTION
    parts = {usual: 0, suspect: 0}
    rejects = {usual: 0, suspect: 0}
    for value in [usual, suspect, suspect, usual] * 5:
        plant.write(path, value)
        count, bad = made(plant, 4)
        parts[value] += count
        rejects[value] += bad
    return rejects[suspect] / parts[suspect] - rejects[usual] / parts[usual] > 0.3
    ### END SOLUTION


# %% check="rejects-decoy" points=5
check("rejects-decoy", is_cause)

# %% [markdown] lang="ko"
# ## 문제 2와 3. 원인의 이름과 증거
#
# 이번 설비는 열 개 가운데 일고여덟 개가 불량입니다. **여러 설정이 평소와 다르지만, 원인은 하나뿐입니다.**
# `history`는 지난 몇 주의 기록입니다. 이름마다 상자 120개의 값이 목록으로 들어 있습니다.
#
# | 이름 | 뜻 |
# |---|---|
# | `history["Hold.Time"]` 등 여덟 가지 | 그 상자를 만들 때의 설정 |
# | `history["Room.Temperature"]`, `["Room.Humidity"]` | 그때의 실내 온도와 습도 |
# | `history["Material.CertifiedViscosity"]` | 재료 로트의 성적서 점도 |
# | `history["RejectShare"]` | 그 상자의 불량률 (0~1) |
#
# 기록에는 속이는 것이 있습니다. **불량이 나면 작업자가 만지는 설정**이 있고, **야간조가 함께 바꾸는 설정**도 있습니다.
# **35분**(제품 75~100개) 안에 설비에서 직접 확인하고 원인인 설정의 이름을 돌려주십시오.
#
# - 문제 2: 서로 다른 설비 **다섯 대 가운데 네 대** 이상에서 이름이 맞아야 합니다.
# - 문제 3: 설비의 기록에, 지목한 설정 **하나만** 바꾸어 두 값에서 각각 **8개 이상** 만들고 불량률이 달라진 실험이 있어야 합니다.

# %% [markdown] lang="en"
# ## Questions 2 and 3. The name and the evidence
#
# On this machine seven or eight parts in ten are rejects. **Several settings differ from the usual, but only one is the cause.**
# `history` is the record of the last weeks: for each name a list with the values of 120 boxes.
#
# | name | meaning |
# |---|---|
# | `history["Hold.Time"]` and the other seven | the setting with which the box was made |
# | `history["Room.Temperature"]`, `["Room.Humidity"]` | the air in the hall at that time |
# | `history["Material.CertifiedViscosity"]` | viscosity of the material's lot by its certificate |
# | `history["RejectShare"]` | share of rejects in the box (0 to 1) |
#
# There are decoys in the record: **a setting that the operators turn when parts are bad**, and **a setting that the night crew changes as well**.
# Find out on the machine, within **35 minutes** (75 to 100 parts), and return the name of the setting that is the cause.
#
# - Question 2: the name has to be right on at least **four of five** different machines.
# - Question 3: the plant's log has to hold an experiment that changed the named setting **alone**, with **at least 8 parts** at each of two values, and different rejects.


# %% answer="find-cause"
def find_cause(plant, history):
    ### BEGIN SOLUTION
    share = history["RejectShare"]
    strength = {path: abs(np.corrcoef(history[path], share)[0, 1]) for path in USUAL}
    suspects = sorted(strength, key=strength.get, reverse=True)[:3]
    made(plant, 12)
    rejects = {}
    for path in suspects:
        today = plant.read(path)
        plant.write(path, USUAL[path])
        count, bad = made(plant, 12)
        rejects[path] = bad / max(count, 1)
        plant.write(path, today)
    return min(rejects, key=rejects.get)
    ### END SOLUTION


# %% check="names-cause" points=5
check("names-cause", find_cause)

# %% check="confirms-by-experiment" points=5
check("confirms-by-experiment", find_cause)

# %% [markdown] lang="ko"
# ## 제출하기 전에
#
# 위 메뉴에서 커널을 다시 시작하고 처음부터 끝까지 한 번 실행해 보십시오. 세 확인 셀이 모두 통과하면 제출하십시오.

# %% [markdown] lang="en"
# ## Before you hand it in
#
# Restart the kernel from the menu above and run everything once from top to bottom. When all three checks pass, submit.
