# %% [markdown] lang="ko"
# # D3 과제: 손댈 때와 두고 볼 때
#
# 볼트 몸통의 지름을 맡으셨습니다. 규격은 **8.00 ± 0.04 mm**입니다. 작업 지시는 네 가지입니다.
#
# | 문제 | 할 일 | 배점 |
# |---|---|---|
# | 1 | 기록된 부분군에서 관리 한계를 정합니다 | 5 |
# | 2 | 검사기를 지켜보다가 공정이 바뀌면 경보를 냅니다 | 5 |
# | 3 | 공정능력지수 Cp와 Cpk를 구합니다 | 5 |
# | 4 | 관리도와 Cpk가 서로 다른 말을 할 때 어떻게 할지 글로 씁니다(선생님이 채점합니다) | 3 |
#
# 문제 1~3에서는 **함수를 하나씩** 완성합니다. 채점할 때는 지름의 평균도, 산포도, 부분군의 크기도, 규격도 다릅니다.
# 정답은 **볼트가 실제로 만들어지는 분포**에서 나옵니다.

# %% [markdown] lang="en"
# # D3 assignment: when to act and when to leave it alone
#
# You are in charge of the shank diameter of bolts; the specification is **8.00 ± 0.04 mm**. The work order has four parts.
#
# | question | what to do | points |
# |---|---|---|
# | 1 | set the control limits from recorded subgroups | 5 |
# | 2 | watch the inspector and raise an alarm when the process has changed | 5 |
# | 3 | find the process capability indices Cp and Cpk | 5 |
# | 4 | write down what to do when control chart and Cpk disagree (your teacher grades this) | 3 |
#
# In questions 1 to 3 you complete **one function** each. In grading, mean, spread, subgroup size and specification are different.
# What is right comes from **the distribution that the bolts are really made with**.

# %% [markdown] lang="ko"
# ## 쓰는 것
#
# | 크기 n | A2 | d2 |
# |---|---|---|
# | 2 | 1.880 | 1.128 |
# | 3 | 1.023 | 1.693 |
# | 4 | 0.729 | 2.059 |
# | 5 | 0.577 | 2.326 |
#
# R은 부분군 하나의 범위(가장 큰 값 − 가장 작은 값)이고, R̄는 그 평균입니다. **군내 표준편차는 R̄ ÷ d2**, **A2 × R̄는 평균의 3σ**입니다. (계수의 출처: KS Q ISO 7870-2)
#
# `subgroups`는 배열입니다. 한 줄이 부분군 하나입니다. `subgroups.mean(axis=1)`은 줄마다의 평균, `np.ptp(subgroups, axis=1)`은 줄마다의 범위, `subgroups.shape`는 (줄 수, 크기)입니다.

# %% [markdown] lang="en"
# ## What you work with
#
# | size n | A2 | d2 |
# |---|---|---|
# | 2 | 1.880 | 1.128 |
# | 3 | 1.023 | 1.693 |
# | 4 | 0.729 | 2.059 |
# | 5 | 0.577 | 2.326 |
#
# R is the range of one subgroup (largest − smallest) and R̄ the mean of all ranges. **The standard deviation within subgroups is R̄ ÷ d2**, and **A2 × R̄ is 3σ of a mean**. (Source of the factors: ISO 7870-2)
#
# `subgroups` is an array with one subgroup a row. `subgroups.mean(axis=1)` gives the mean of each row, `np.ptp(subgroups, axis=1)` its range, `subgroups.shape` is (rows, size).

# %% setup="begin"
import numpy as np

from labs.check import examination

check = examination("d3")

# %% [markdown] lang="ko"
# ## 문제 1. 관리 한계를 정합니다
#
# `limits`는 조용하던 동안의 부분군을 받아 X̄ 관리도의 **하한, 중심선, 상한**(mm)을 돌려줍니다. 예: `return 7.99, 8.00, 8.01`
#
# 두 번 확인합니다. 한 번은 크기 5, 한 번은 크기 3인 부분군입니다. 금형을 맞춘 자리도 8.00이 아닐 수 있습니다.
# 세 값 모두 참값에서 **한계 폭(중심선에서 한계까지)의 20 %** 안에 들어야 합니다.

# %% [markdown] lang="en"
# ## Question 1. Set the control limits
#
# `limits` gets subgroups from a calm time and returns **lower limit, centre line and upper limit** (mm) of an X̄ chart, as in `return 7.99, 8.00, 8.01`.
#
# It is tried twice: with subgroups of five, and with subgroups of three. The die need not be set to 8.00 either.
# All three have to be right within **20 % of the distance from centre line to limit**.


# %% answer="limits"
def limits(subgroups):
    ### BEGIN SOLUTION
    factor = {2: 1.880, 3: 1.023, 4: 0.729, 5: 0.577}[subgroups.shape[1]]
    centre = subgroups.mean()
    reach = factor * np.ptp(subgroups, axis=1).mean()
    return centre - reach, centre, centre + reach
    ### END SOLUTION


# %% check="sets-limits" points=5
check("sets-limits", limits)

# %% [markdown] lang="ko"
# ## 문제 2. 공정이 바뀌면 경보를 냅니다
#
# 검사기가 **2초에 볼트 하나**를 잽니다. 교대를 시작하고 **볼트 125개(250초)까지는** 공정이 조용합니다. 그동안 관리 한계를 정하십시오.
# 그 뒤로 금형이 바뀌어 지름이 한꺼번에 **커지거나 작아질 수 있습니다.** 아무 일이 없을 수도 있습니다. 규격을 벗어나는 볼트는 거의 나오지 않습니다.
#
# **경보를 내려면 `return`하십시오.** 함수가 끝난 순간이 경보를 낸 순간입니다. 무엇을 돌려주는지는 보지 않습니다. 경보를 내지 않으면 `every`가 저절로 끝날 때까지(255개) 지켜봅니다.
#
# | 쓰는 법 | 뜻 |
# |---|---|
# | `plant.read("Part.Diameter")` | 방금 잰 볼트의 지름 (mm) |
# | `plant.read("Part.Serial")` | 그 볼트의 일련번호. **0이면 아직 잰 볼트가 없습니다**(맨 처음 한 번) |
# | `for t in plant.every(2.0):` | 볼트 하나마다 되풀이합니다 |
#
# 여섯 번 확인합니다. 커지는 것 둘, 작아지는 것 둘, 조용한 것 둘이 섞여 나옵니다.
#
# - 바뀐 공정은 **볼트 75개 안에** 찾아야 합니다.
# - 거짓 경보는 여섯 번 가운데 **한 번까지** 봐 드립니다.
#
# 관리도의 종류와 규칙은 여러분이 고르십시오. 수업에서 쓴 것은 웨스턴 일렉트릭 규칙(1956)입니다.

# %% [markdown] lang="en"
# ## Question 2. Raise an alarm when the process has changed
#
# The inspector measures **one bolt every 2 seconds**. At the beginning of a shift the process is calm **up to bolt 125 (250 s)**: set your control limits in that time.
# Afterwards a change of the die may make all diameters **larger or smaller** at a stroke. It may also be that nothing happens. Hardly any bolt leaves the specification.
#
# **To raise the alarm, `return`.** The moment your function ends is the moment of the alarm; what it returns does not matter. If you raise none, watch until `every` ends by itself (255 bolts).
#
# | write | meaning |
# |---|---|
# | `plant.read("Part.Diameter")` | diameter of the bolt just measured (mm) |
# | `plant.read("Part.Serial")` | its serial number; **0 means that nothing has been measured yet** (once, at the very beginning) |
# | `for t in plant.every(2.0):` | repeat once a bolt |
#
# It is tried six times, in any order: two rises, two drops, two calm runs.
#
# - A changed process has to be found **within 75 bolts**.
# - In the six runs together, **one false alarm** is forgiven.
#
# Choose your own chart and rules. The lesson used the Western Electric rules (1956).


# %% answer="watch"
def watch(plant):
    ### BEGIN SOLUTION
    bolts, means = [], []
    for _ in plant.every(2.0):
        if plant.read("Part.Serial") == 0:
            continue
        bolts.append(plant.read("Part.Diameter"))
        if len(bolts) % 5 or len(bolts) < 125:
            continue
        if len(bolts) == 125:
            _, centre, high = limits(np.array(bolts).reshape(25, 5))
            sigma = (high - centre) / 3
            continue
        means.append((np.mean(bolts[-5:]) - centre) / sigma)
        eight = means[-8:]
        if abs(means[-1]) > 3 or (len(eight) == 8 and (min(eight) > 0 or max(eight) < 0)):
            return
    ### END SOLUTION


# %% check="finds-shift" points=5
check("finds-shift", watch)

# %% [markdown] lang="ko"
# ## 문제 3. 공정능력지수를 구합니다
#
# `capability`는 한 주의 부분군과 규격 하한, 규격 상한을 받아 **Cp와 Cpk**를 돌려줍니다. 예: `return 1.33, 1.05`
#
# | 지수 | 뜻 |
# |---|---|
# | Cp | 규격의 폭이 6σ의 몇 배입니까? 가운데 있는지는 묻지 않습니다 |
# | Cpk | 평균에서 **가까운 쪽** 규격까지가 3σ의 몇 배입니까? 평균이 규격 밖이면 **음수**입니다 |
#
# 두 지수 모두 **군내 산포**로 구합니다. 한 주 동안 금형을 여러 번 다시 맞추었으므로 모든 값의 표준편차는 그보다 큽니다.
# 세 번 확인합니다. 부분군의 크기도, 평균이 치우친 쪽도 다르고, 규격의 가운데가 8.00이 아닐 수도 있습니다. 두 지수 모두 참값에서 **0.05** 안에 들어야 합니다.

# %% [markdown] lang="en"
# ## Question 3. Find the capability indices
#
# `capability` gets a week's subgroups and the lower and upper specification limit, and returns **Cp and Cpk**, as in `return 1.33, 1.05`.
#
# | index | meaning |
# |---|---|
# | Cp | how many times 6σ is the specification wide? It does not ask whether the process is centred |
# | Cpk | how many times 3σ is it from the mean to the **nearer** limit? **Negative** where the mean is outside |
#
# Both use the spread **within subgroups**. During the week the die was set anew several times, so the standard deviation of all values is larger.
# It is tried three times: subgroup sizes differ, the mean is off to one side or the other, and the middle of the specification need not be 8.00. Both indices have to be right within **0.05**.


# %% answer="capability"
def capability(subgroups, low, high):
    ### BEGIN SOLUTION
    d2 = {2: 1.128, 3: 1.693, 4: 2.059, 5: 2.326}[subgroups.shape[1]]
    sigma = np.ptp(subgroups, axis=1).mean() / d2
    mean = subgroups.mean()
    return (high - low) / (6 * sigma), min(high - mean, mean - low) / (3 * sigma)
    ### END SOLUTION


# %% check="rates-capability" points=5
check("rates-capability", capability)

# %% [markdown] lang="ko"
# ## 문제 4. 누구 말이 맞습니까
#
# 관리도에서는 한 달 내내 모든 점이 관리 한계 안에 있고 이상한 무늬도 없습니다. 그런데 **Cp는 1.4, Cpk는 0.6**입니다. 작업자는 "관리도가 깨끗하니 볼트도 모두 좋다"고 합니다.
#
# 두세 문장으로 답하십시오. **작업자의 말이 왜 틀렸는지, Cp와 Cpk의 차이가 무엇을 말해 주는지, 그래서 무엇을 고칠지**를 넣습니다.
# 아래 셀을 두 번 눌러 '…'을 지우고 쓰십시오. 이 문제는 선생님이 읽고 채점합니다.

# %% [markdown] lang="en"
# ## Question 4. Who is right?
#
# For a month all points of the control chart have been inside the control limits, without any pattern. But **Cp is 1.4 and Cpk is 0.6**. "The chart is clean, so all bolts are good," says the operator.
#
# Answer in two or three sentences: **why the operator is wrong, what the difference between Cp and Cpk tells, and what therefore has to be corrected.**
# Double-click the cell below, delete the "…" and write. Your teacher reads and grades this one.

# %% [markdown] lang="ko" answer="clean-chart" points=3
# 관리도는 공정이 바뀌었는지만 말하고 규격은 모릅니다. 공정은 안정되어 있지만 규격을 벗어나는 볼트를 꾸준히 만들고 있습니다. Cp가 1.4이니 산포는 규격에 비해 충분히 작고, Cpk만 작으니 평균이 한쪽으로 치우친 것입니다. 그래서 산포를 줄일 것이 아니라 금형을 다시 맞추어 평균을 규격의 가운데로 옮겨야 합니다.

# %% [markdown] lang="en" answer="clean-chart" points=3
# A control chart tells only whether the process has changed; it knows nothing of the specification. This process is stable, and steadily makes bolts outside the specification. With Cp at 1.4 the spread is small enough; as only Cpk is small, the mean is off to one side. So it is not the spread that has to be reduced: the die has to be set anew, so that the mean moves to the middle of the specification.

# %% [markdown] lang="ko"
# ## 제출하기 전에
#
# 위 메뉴에서 커널을 다시 시작하고 처음부터 끝까지 한 번 실행해 보십시오. 세 확인 셀이 모두 통과하고 문제 4의 답을 썼으면 제출하십시오.

# %% [markdown] lang="en"
# ## Before you hand it in
#
# Restart the kernel from the menu above and run everything once from top to bottom. When all three checks pass and question 4 is answered, submit.
