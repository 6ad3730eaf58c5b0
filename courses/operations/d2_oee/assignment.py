# %% [markdown] lang="ko"
# # D2 과제: 한 교대의 시간을 나누십시오
#
# 포장 라인의 설비종합효율(OEE)을 맡으셨습니다. 작업 지시는 세 가지입니다.
#
# | 문제 | 할 일 | 배점 |
# |---|---|---|
# | 1 | 기록된 교대에서 시간가동률, 성능가동률, 양품률을 구합니다 | 5 |
# | 2 | 돌아가는 라인을 한 교대 동안 직접 지켜보며 같은 것을 구합니다 | 5 |
# | 3 | 잃은 시간을 다섯 가지 손실로 나눕니다 | 5 |
#
# 문제마다 **함수 하나**를 완성합니다. 채점할 때는 교대마다 **계획 정지도, 고장도, 속도도, 불량도 다릅니다.**
# 아무것도 만들지 못한 교대도 있습니다. 라인은 자기 시간을 스스로 세고 있으며, 여러분의 답은 그 수와 견줍니다.

# %% [markdown] lang="en"
# # D2 assignment: take a shift's time apart
#
# You are in charge of the packaging line's OEE. The work order has three parts.
#
# | question | what to do | points |
# |---|---|---|
# | 1 | find availability, performance and quality from recorded shifts | 5 |
# | 2 | watch a running line for a shift and find the same | 5 |
# | 3 | split the lost time into five losses | 5 |
#
# For each one you complete **one function**. In grading, each shift has **planned stops, breakdowns, speed and rejects of its own.**
# In some shifts nothing was produced at all. The line counts its own time, and your answers are compared with that.

# %% [markdown] lang="ko"
# ## 이 라인의 약속
#
# 설계 속도는 **분당 60개**, 그러니 기준 사이클 시간은 **1초**입니다. 지금의 속도 설정값이 얼마이든 기준은 바뀌지 않습니다.
#
# | 이름 | 약속 |
# |---|---|
# | 부하 시간 | 운전 모드가 **3(생산)인** 시간입니다. 계획 정지 동안에는 모드가 1입니다 |
# | 가동 시간 | 부하 시간 가운데 상태가 **6(EXECUTE)인** 시간, 그리고 **순간 정지와 대기**(정지 원인 1, 3, 4)로 멈춘 시간입니다 |
# | 시간가동률 | 가동 시간 ÷ 부하 시간 |
# | 성능가동률 | 기준 사이클 시간 × 생산 수량 ÷ 가동 시간 |
# | 양품률 | (생산 수량 − 불량 수량) ÷ 생산 수량. 불량은 생산 수량에 **들어 있습니다** |
#
# 나눌 것이 없으면, 곧 분모가 0이면 그 비율은 **0**으로 적습니다.
#
# | 정지 원인 번호 | 뜻 |
# |---|---|
# | 1 | 순간 정지(걸림) |
# | 2 | 필름 교체 |
# | 3, 4 | 대기: 앞에서 오지 않음(3), 뒤가 막힘(4) |
# | 5, 6 | 고장: 구동부(5), 실링부(6) |
# | 10 | 계획 정지의 앞뒤: 라인을 세우고 다시 시작하는 몇 초. 이때 모드는 아직, 또는 이미 3입니다 |
# | 0 | 돌고 있거나 아직 시작하지 않음 |

# %% [markdown] lang="en"
# ## The line's conventions
#
# The design speed is **60 packs a minute**, so the ideal cycle time is **1 second**. That does not change with the present speed setpoint.
#
# | name | convention |
# |---|---|
# | planned time | all time with the operation mode at **3 (processing)**; during a planned stop the mode is 1 |
# | operating time | the part of the planned time in state **6 (EXECUTE)**, and the stops by **micro-stops and waiting** (stop reasons 1, 3, 4) |
# | availability | operating time ÷ planned time |
# | performance | ideal cycle time × packs processed ÷ operating time |
# | quality | (packs processed − packs rejected) ÷ packs processed; rejected packs are **among** the processed ones |
#
# Where there is nothing to divide by, that is, where the divisor is 0, the factor is put down as **0**.
#
# | stop reason | meaning |
# |---|---|
# | 1 | micro-stop (jam) |
# | 2 | change of film |
# | 3, 4 | waiting: nothing arrives (3), the way out is blocked (4) |
# | 5, 6 | breakdown: drive (5), sealer (6) |
# | 10 | before and after a planned stop: the seconds of stopping and starting again, with the mode still or already at 3 |
# | 0 | running, or not started yet |

# %% setup="begin"
import numpy as np

from labs.check import examination

check = examination("d2")

# %% [markdown] lang="ko"
# ## 문제 1. 기록에서 세 비율을 구합니다
#
# `factors`는 기록 `log`를 받아 **시간가동률, 성능가동률, 양품률**을 퍼센트로 돌려줍니다. 예: `return 91.2, 80.5, 98.7`
#
# `log`는 이름마다 배열 하나이며, 모두 **1초에 한 줄**입니다.
#
# | 이름 | 내용 |
# |---|---|
# | `log["seconds"]` | 기록을 시작한 뒤의 시각(초) |
# | `log["state"]` | PackML 상태 번호 |
# | `log["mode"]` | 운전 모드 |
# | `log["reason"]` | 정지 원인 번호 |
# | `log["processed"]` | 생산 수량 카운터. **앞 교대부터 이어서 셉니다** |
# | `log["defective"]` | 불량 수량 카운터. 마찬가지입니다 |
# | `log["speed"]` | 속도 설정값(분당 개수) |
#
# 교대 **넷**으로 확인합니다. 그 가운데 둘은 아무것도 만들지 못한 교대입니다. 비율 하나하나가 참값에서 **0.5 퍼센트포인트** 안에 들어야 합니다.
# 아래의 작은 기록으로 먼저 시험해 보십시오. 손으로 구하면 부하 시간 8초, 가동 시간 6초, 생산 3개, 불량 1개이니 **75.0, 50.0, 66.7**입니다.

# %% [markdown] lang="en"
# ## Question 1. Three factors from a record
#
# `factors` gets a record, `log`, and returns **availability, performance and quality** in per cent, as in `return 91.2, 80.5, 98.7`.
#
# `log` holds one array for each name, all with **one row a second**.
#
# | name | contents |
# |---|---|
# | `log["seconds"]` | time since the record began (s) |
# | `log["state"]` | PackML state number |
# | `log["mode"]` | operation mode |
# | `log["reason"]` | stop reason |
# | `log["processed"]` | counter of packs processed; **it goes on counting from the shift before** |
# | `log["defective"]` | counter of packs rejected; likewise |
# | `log["speed"]` | speed setpoint (packs/min) |
#
# **Four** shifts are tried; in two of them nothing was produced. Each factor has to lie within **0.5 percentage points** of the truth.
# Try the small record below first. By hand: planned time 8 s, operating time 6 s, 3 packs, 1 of them rejected, and so **75.0, 50.0, 66.7**.

# %%
small = {
    "seconds": np.arange(10),
    "state": np.array([6, 6, 11, 11, 6, 6, 9, 9, 2, 2]),
    "mode": np.array([3, 3, 3, 3, 3, 3, 3, 3, 1, 1]),
    "reason": np.array([0, 0, 1, 1, 0, 0, 5, 5, 10, 10]),
    "processed": np.array([700, 701, 701, 701, 702, 703, 703, 703, 703, 703]),
    "defective": np.array([12, 12, 12, 12, 13, 13, 13, 13, 13, 13]),
    "speed": np.full(10, 55.0),
}


# %% answer="factors"
def factors(log):
    ### BEGIN SOLUTION
    planned = log["mode"] == 3
    running = (log["state"] == 6) | np.isin(log["reason"], [1, 3, 4])
    operating = planned & running
    packs = log["processed"][-1] - log["processed"][0]
    bad = log["defective"][-1] - log["defective"][0]

    def per_cent(part, whole):
        return 100 * part / whole if whole else 0.0

    return per_cent(operating.sum(), planned.sum()), per_cent(packs, operating.sum()), per_cent(packs - bad, packs)
    ### END SOLUTION


# %% check="factors-from-log" points=5
check("factors-from-log", factors)

# %% [markdown] lang="ko"
# ## 문제 2. 교대를 직접 지켜봅니다
#
# 이번에는 기록이 없습니다. 라인이 **40분** 동안 돌아갑니다. 직접 읽어 가며 세 비율을 구해 같은 차례로 돌려주십시오.
# 라인에는 손대지 말고 **읽기만** 하십시오. 짧은 멈춤은 몇 초뿐이니 띄엄띄엄 보면 0.5 퍼센트포인트를 지킬 수 없습니다. 카운터는 0에서 시작하고, 계획 정지가 한 번 있습니다.
#
# | 쓰는 법 | 뜻 |
# |---|---|
# | `plant.read("Status.StateCurrent")` | PackML 상태 번호 |
# | `plant.read("Status.OperationMode")` | 운전 모드 |
# | `plant.read("Admin.StopReason")` | 정지 원인 번호 |
# | `plant.read("Admin.ProdProcessedCount")` | 생산 수량 |
# | `plant.read("Admin.ProdDefectiveCount")` | 불량 수량 |
# | `plant.read_many([이름, …])` | 여러 신호를 한 번에 읽어 `{이름: 값}`을 줍니다 |
# | `for t in plant.every(1.0):` | 1초마다 되풀이합니다. 교대가 끝나면 저절로 끝납니다 |
#
# 문제 1의 `factors`를 불러 써도 됩니다. 그러려면 무엇을 모아야 할까요?

# %% [markdown] lang="en"
# ## Question 2. Watch a shift yourself
#
# This time there is no record. The line runs for **40 minutes**: read it as it goes, and return the three factors in the same order.
# Do not touch the line, **only read**. Short stops last a few seconds: whoever looks too rarely will not stay within 0.5 percentage points. The counters begin at 0, and there is one planned stop.
#
# | write | meaning |
# |---|---|
# | `plant.read("Status.StateCurrent")` | PackML state number |
# | `plant.read("Status.OperationMode")` | operation mode |
# | `plant.read("Admin.StopReason")` | stop reason |
# | `plant.read("Admin.ProdProcessedCount")` | packs processed |
# | `plant.read("Admin.ProdDefectiveCount")` | packs rejected |
# | `plant.read_many([path, …])` | read several signals at once: `{path: value}` |
# | `for t in plant.every(1.0):` | repeat once a second; it ends by itself when the shift is over |
#
# You may call your `factors` from question 1. What would you have to collect for it?


# %% answer="watch"
def watch(plant):
    ### BEGIN SOLUTION
    names = {
        "state": "Status.StateCurrent",
        "mode": "Status.OperationMode",
        "reason": "Admin.StopReason",
        "processed": "Admin.ProdProcessedCount",
        "defective": "Admin.ProdDefectiveCount",
    }
    rows = [plant.read_many(names.values()) for _ in plant.every(1.0)]
    return factors({name: np.array([row[path] for row in rows]) for name, path in names.items()})
    ### END SOLUTION


# %% check="watches-shift" points=5
check("watches-shift", watch)

# %% [markdown] lang="ko"
# ## 문제 3. 잃은 시간에 이름을 붙입니다
#
# `losses`는 문제 1과 같은 모양의 `log`를 받아, 잃은 시간을 **분**으로 다섯 개 돌려줍니다. 차례는 다음과 같습니다.
#
# | 차례 | 손실 | 무엇을 셉니까? |
# |---|---|---|
# | 1 | 고장 | 부하 시간 가운데 원인 5, 6으로 멈춘 시간 |
# | 2 | 준비·조정 | 부하 시간 가운데 원인 2, 10으로 멈춘 시간 |
# | 3 | 순간 정지·대기 | 부하 시간 가운데 원인 1, 3, 4로 멈춘 시간 |
# | 4 | 속도 저하 | EXECUTE였던 시간에서, 그동안 나온 수량을 설계 속도로 만들 때 걸렸을 시간을 뺀 것 |
# | 5 | 불량 | 불량품을 만드느라 쓴 시간(기준 사이클 시간으로) |
#
# 여섯째 손실(초기 수율)은 이 라인이 따로 세지 않습니다. 각각 **0.3분** 안에 들어야 합니다.
# 스스로 검산할 수 있습니다. 다섯 손실에 **양품을 설계 속도로 만드는 시간**을 더하면 부하 시간이 되어야 합니다.

# %% [markdown] lang="en"
# ## Question 3. Give the lost time its names
#
# `losses` gets a `log` of the same shape as in question 1 and returns five lost times in **minutes**, in this order:
#
# | place | loss | what is counted? |
# |---|---|---|
# | 1 | breakdowns | planned time stopped for reasons 5, 6 |
# | 2 | setup and adjustment | planned time stopped for reasons 2, 10 |
# | 3 | micro-stops and waiting | planned time stopped for reasons 1, 3, 4 |
# | 4 | reduced speed | time in EXECUTE, less the time that the packs made would have taken at the design speed |
# | 5 | rejects | time spent on packs that were rejected (at the ideal cycle time) |
#
# The sixth loss (start-up) is not counted on its own by this line. Each figure has to be right within **0.3 minutes**.
# You can check yourself: the five losses and **the time for the good packs at design speed** have to add up to the planned time.


# %% answer="losses"
def losses(log):
    ### BEGIN SOLUTION
    planned = log["mode"] == 3
    running = planned & (log["state"] == 6)
    stopped = planned & ~running
    stops = [stopped & np.isin(log["reason"], reasons) for reasons in ([5, 6], [2, 10], [1, 3, 4])]
    packs = log["processed"][-1] - log["processed"][0]
    bad = log["defective"][-1] - log["defective"][0]
    return [*(stop.sum() / 60 for stop in stops), running.sum() / 60 - packs / 60, bad / 60]
    ### END SOLUTION


# %% check="splits-losses" points=5
check("splits-losses", losses)

# %% [markdown] lang="ko"
# ## 제출하기 전에
#
# 위 메뉴에서 커널을 다시 시작하고 처음부터 끝까지 한 번 실행해 보십시오. 세 확인 셀이 모두 통과하면 제출하십시오.

# %% [markdown] lang="en"
# ## Before you hand it in
#
# Restart the kernel from the menu above and run everything once from top to bottom. When all three checks pass, submit.
