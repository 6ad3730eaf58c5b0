# %% [markdown] lang="ko"
# # D3. 손댈 때와 두고 볼 때
#
# > 볼트 지름의 규격은 8.00 ± 0.04 mm입니다. 새로 온 작업자는 아주 부지런합니다.
# > 8.02가 나오면 금형을 조금 줄이고, 7.98이 나오면 조금 늘립니다. 하나도 그냥 넘기지 않습니다.
# > 한 주가 지났습니다. 불량이 **늘었습니다.**
# > 옆 라인의 고참은 하루 종일 앉아서 그래프만 봅니다. 그러다 어느 순간 벌떡 일어나 라인을 세웁니다. 그 라인에는 불량이 없습니다.
#
# 부지런한 사람은 **우연**에 손을 댔고, 고참은 **까닭이 있을 때만** 손을 댔습니다. 둘을 가르는 그래프가 **관리도**입니다.
#
# 오늘 하실 일은 네 가지입니다.
#
# 1. 조용한 공정도 흔들린다는 것, 그 흔들림에 손대면 더 나빠진다는 것을 봅니다.
# 2. 부분군의 평균으로 관리 한계를 정합니다.
# 3. 웨스턴 일렉트릭 규칙으로 공정이 바뀐 순간을 찾고, 헛되이 울릴 때를 셉니다.
# 4. Cp와 Cpk로 규격을 지킬 힘이 있는지 말합니다.
#
# **실행하기 전에는 꼭 예상부터 고르십시오.** 틀려도 괜찮습니다. 틀린 예상이 가장 오래 남습니다.

# %% [markdown] lang="en"
# # D3. When to act and when to leave it alone
#
# > Bolts are specified at 8.00 ± 0.04 mm. The new operator works very hard.
# > When one comes out at 8.02 he sets the die a little smaller, at 7.98 a little larger. He lets none pass.
# > After a week there are **more** bad bolts.
# > The old hand at the next line sits and looks at a graph all day. Then suddenly she gets up and stops the line. Her line makes no bad bolts.
#
# The hard worker acted on **chance**; the old hand acted **only when there was a reason**. The graph that tells the two apart is the **control chart**.
#
# Four things to do today:
#
# 1. See that a calm process moves, too, and that acting on it makes matters worse.
# 2. Set control limits from the means of subgroups.
# 3. Find the moment of a change with the Western Electric rules, and count how often they ring for nothing.
# 4. Say with Cp and Cpk whether the process is able to keep to its specification.
#
# **Choose your prediction before every run.** Being wrong is fine. A wrong prediction is what you remember longest.

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
from numpy.lib.stride_tricks import sliding_window_view

from labs.hmi.lesson import chart, predict, reveal, text
from labs.hmi.svg import Series
from labs.session import connect

LOW, HIGH = 7.96, 8.04
DIAMETER = text("지름", "diameter")
MEAN = text("부분군 평균", "mean of subgroup")
CENTRE = text("중심선", "centre line")
LIMITS = text("관리 한계", "control limits")
SPECIFICATION = text("규격", "specification")
PARTS = {"y_label": "mm", "y_range": (7.945, 8.055), "height": 360}
MEANS = {"y_label": "mm", "y_range": (7.975, 8.03), "x_label": text("부분군 번호", "subgroup")}

# %% [markdown] lang="ko"
# ## 1. 조용한 공정도 흔들립니다 (10분)
#
# 검사기는 카메라로 **2초에 볼트 하나**를 잽니다. 아무 일도 없는 8분 반을 기록하겠습니다. 볼트 255개입니다.

# %% [markdown] lang="en"
# ## 1. A calm process moves, too (10 minutes)
#
# The inspector measures **one bolt every 2 seconds** with a camera. We record eight and a half minutes in which nothing happens: 255 bolts.


# %%
def measure(scenario):
    plant = connect("inspector", scenario=scenario)
    plant.reset(seed=14)
    plant.set_clock(mode="lockstep")
    plant.advance(2.0)
    bolts = np.array([plant.read("Part.Diameter") for _ in plant.every(2.0, minutes=8.5)])
    plant.close()
    return bolts


calm = measure("normal")
seconds = 2.0 * np.arange(1, len(calm) + 1)
chart(
    text("볼트 하나하나의 지름", "The diameter of every bolt"),
    Series(DIAMETER, seconds, calm),
    bands=[(LOW, HIGH, SPECIFICATION)],
    **PARTS,
)
spread = calm.std(ddof=1)
print(text(f"평균 {calm.mean():.4f} mm, 표준편차 {spread:.4f} mm", f"mean {calm.mean():.4f} mm, σ = {spread:.4f} mm"))
large = np.sum(calm > 8.02)
print(text(f"8.02보다 큰 볼트 {large}개", f"{large} bolts above 8.02"))

# %% [markdown] lang="ko"
# 아무 일도 없는데 8.02를 넘는 볼트가 여럿 나왔습니다. 소재도, 온도도, 윤활도 조금씩 다르기 때문입니다. 이런 자잘한 까닭을 모아 **우연 원인**이라고 합니다.
#
# **예상해 보십시오.** 새 작업자처럼 볼트 하나를 잴 때마다 어긋난 만큼 금형을 되돌리면, 지름의 산포는 어떻게 될까요?
#
# - **a** 좁아진다 &nbsp; **b** 그대로다 &nbsp; **c** 넓어진다

# %% [markdown] lang="en"
# Nothing happened, and still several bolts are above 8.02: material, temperature and lubrication differ a little each time. Such small reasons together are called **common causes**.
#
# **Predict.** If, like the new operator, we set the die back by the error of each bolt we measure, what becomes of the spread?
#
# - **a** narrower &nbsp; **b** the same &nbsp; **c** wider

# %%
guess_adjust = predict("a", "b", "c")

# %%
setting, adjusted = 0.0, []
for bolt in calm:
    adjusted.append(bolt + setting)
    setting -= adjusted[-1] - 8.00
chart(
    text("볼트마다 금형을 고쳤다면", "If the die were set anew after every bolt"),
    Series(DIAMETER, seconds, adjusted),
    bands=[(LOW, HIGH, SPECIFICATION)],
    **PARTS,
)
times = np.std(adjusted) / calm.std()
print(text(f"표준편차가 {times:.2f}배", f"σ is {times:.2f} times as large"))
reveal(guess_adjust, "c")

# %% [markdown] lang="ko"
# 같은 볼트들인데 산포가 거의 1.5배가 되었습니다(이론으로는 √2배입니다). 큰 볼트가 나온 것은 우연이었는데, 그만큼 줄여 놓았으니 **다음 볼트에는 그 우연에 잘못된 조정까지** 더해졌습니다.
# 우연에 손대는 것을 **과잉 조정**이라고 합니다. 그러면 언제 손을 대야 할까요?

# %% [markdown] lang="en"
# The same bolts, and the spread is nearly 1.5 times as large (√2 times in theory). That a bolt came out thick was chance; setting the die smaller for it **added a wrong adjustment to the chance of the next bolt**.
# Acting on chance is called **over-adjustment**. So when should we act?

# %% [markdown] lang="ko"
# ## 2. 관리 한계를 정합니다 (14분)
#
# 볼트 하나는 많이 흔들립니다. 그래서 잇따라 나온 **다섯 개를 한 묶음(부분군)** 으로 모아 평균을 봅니다.
#
# **예상해 보십시오.** 다섯 개씩 평균을 내면 흔들림은 얼마나 줄어들까요?
#
# - **a** 줄지 않는다 &nbsp; **b** 절반보다 조금 작게 &nbsp; **c** 5분의 1로

# %% [markdown] lang="en"
# ## 2. Set the control limits (14 minutes)
#
# A single bolt moves a lot. So we take **five in a row as a subgroup** and look at their mean.
#
# **Predict.** How much less do means of five move?
#
# - **a** no less &nbsp; **b** a little less than half as much &nbsp; **c** a fifth as much

# %%
guess_means = predict("a", "b", "c")

# %%
groups = calm.reshape(-1, 5)
means, ranges = groups.mean(axis=1), np.ptp(groups, axis=1)
points = np.arange(1, len(means) + 1)
chart(text("다섯 개의 평균", "Means of five"), Series(MEAN, points, means), **MEANS)
print(text(f"흔들림이 {means.std() / calm.std():.2f}배", f"they move {means.std() / calm.std():.2f} times as much"))
reveal(guess_means, "b")

# %% [markdown] lang="ko"
# n개의 평균은 $1/\sqrt{n}$ 만큼 흔들립니다. 다섯이면 0.45배입니다. 우연끼리 서로 지우기 때문입니다. 그래서 평균은 **진짜 변화**를 더 잘 보여 줍니다.
#
# ### 풀이: 처음 25개 부분군으로 한계를 정합니다
#
# 한계는 중심선에서 **평균의 3σ**만큼 떨어진 곳에 긋습니다. 표준편차를 바로 구하지 않고, 부분군마다의 **범위 R**(가장 큰 값 − 가장 작은 값)에서 구합니다.
# 범위는 잇따라 나온 다섯 개 안에서 생긴 것이라, 공정이 도중에 옮겨 가더라도 그 움직임이 섞이지 않습니다.
#
# $$\text{중심선} = \bar{\bar{X}}, \qquad \text{한계} = \bar{\bar{X}} \pm A_2 \bar{R}, \qquad A_2 = 0.577 \ (n=5)$$
#
# 계수 $A_2$는 부분군의 크기에 따라 다릅니다(KS Q ISO 7870-2). 크기가 3이면 1.023입니다.

# %% [markdown] lang="en"
# A mean of n moves $1/\sqrt{n}$ as much: 0.45 times for five, since chances cancel each other. So means show a **real change** better.
#
# ### Worked example: limits from the first 25 subgroups
#
# The limits are drawn **3σ of a mean** away from the centre line. We do not take the standard deviation of everything but the **range R** of each subgroup (largest − smallest).
# A range arises within five bolts in a row; if the process wanders meanwhile, that does not get in.
#
# $$\text{centre} = \bar{\bar{X}}, \qquad \text{limits} = \bar{\bar{X}} \pm A_2 \bar{R}, \qquad A_2 = 0.577 \ (n=5)$$
#
# The factor $A_2$ depends on the subgroup's size (ISO 7870-2): for three it is 1.023.

# %%
centre, mean_range = means[:25].mean(), ranges[:25].mean()
reach = 0.577 * mean_range
lower, upper = centre - reach, centre + reach
print(f"R̄ = {mean_range:.4f} mm   A2 × R̄ = {reach:.4f} mm")
print(f"{lower:.4f}  {centre:.4f}  {upper:.4f} mm")


def control_chart(title, values, **look):
    where = np.arange(1, len(values) + 1)
    chart(
        title,
        Series(MEAN, where, values),
        Series(CENTRE, where, np.full(len(values), centre), style="dashed"),
        bands=[(lower, upper, LIMITS)],
        **MEANS,
        **look,
    )


control_chart(text("조용한 공정의 관리도", "Control chart of a calm process"), means)

# %% [markdown] lang="ko"
# 관리 한계는 규격보다 **훨씬 좁습니다.** 둘은 전혀 다른 것입니다.
#
# | | 관리 한계 | 규격 |
# |---|---|---|
# | 누가 정합니까? | 공정 | 고객 |
# | 무엇에 긋습니까? | 부분군의 평균 | 볼트 하나하나 |
# | 벗어나면? | 까닭을 찾는다 | 그 볼트를 버린다 |

# %% [markdown] lang="en"
# The control limits are **much narrower** than the specification. The two have nothing to do with each other.
#
# | | control limits | specification |
# |---|---|---|
# | who sets them? | the process | the customer |
# | for what? | means of subgroups | every single bolt |
# | when it is passed? | look for the reason | scrap that bolt |

# %% [markdown] lang="ko"
# ## 3. 규칙: 우연입니까, 까닭이 있습니까? (12분)
#
# 금형을 새것으로 바꾸면서 조금 **크게** 맞춘 날의 기록입니다. 한계는 앞에서 정한 것을 그대로 씁니다.
#
# **예상해 보십시오.** 공정이 바뀐 뒤, 규격을 벗어난 볼트는 몇 개나 나왔을까요?
#
# - **a** 하나도 없다 &nbsp; **b** 열 개쯤 &nbsp; **c** 절반

# %% [markdown] lang="en"
# ## 3. Rules: chance, or a reason? (12 minutes)
#
# The record of a day on which a new die was put in and set a little too **large**. The limits are those from before.
#
# **Predict.** How many bolts were out of specification after the change?
#
# - **a** none &nbsp; **b** about ten &nbsp; **c** half of them

# %%
guess_bad = predict("a", "b", "c")

# %%
changed = measure("die-set-large")
shifted = changed.reshape(-1, 5).mean(axis=1)
control_chart(text("금형을 바꾼 날", "The day of the new die"), shifted)
outside = np.sum((changed < LOW) | (changed > HIGH))
print(text(f"규격을 벗어난 볼트 {outside}개", f"{outside} bolts out of specification"))
reveal(guess_bad, "a")

# %% [markdown] lang="ko"
# 하나도 없습니다. 규격만 보았다면 **아무것도 몰랐을** 것입니다. 그런데 관리도에서는 한눈에 보입니다. 이렇게 까닭이 있는 변화를 **이상 원인**이라고 합니다.
#
# 눈으로 보지 않고 알아차리려면 규칙이 필요합니다. 우연으로는 좀처럼 생기지 않는 모양 네 가지를 정해 둔 것이 **웨스턴 일렉트릭 규칙**입니다(Western Electric, *Statistical Quality Control Handbook*, 1956).
#
# | 규칙 | 모양 |
# |---|---|
# | 1 | 한 점이 3σ 밖에 있다 |
# | 2 | 잇따른 세 점 가운데 둘이 **같은 쪽** 2σ 밖에 있다 |
# | 3 | 잇따른 다섯 점 가운데 넷이 **같은 쪽** 1σ 밖에 있다 |
# | 4 | 잇따른 여덟 점이 중심선의 **같은 쪽**에 있다 |
#
# 여기서 σ는 **평균의** 표준편차, 곧 한계 폭의 3분의 1입니다.

# %% [markdown] lang="en"
# None. Whoever watches the specification alone would have **noticed nothing**. On the chart it is plain to see. A change that has a reason is called a **special cause**.
#
# To notice without looking, rules are needed. Four patterns that chance hardly ever makes are the **Western Electric rules** (Western Electric, *Statistical Quality Control Handbook*, 1956).
#
# | rule | pattern |
# |---|---|
# | 1 | one point is beyond 3σ |
# | 2 | two of three points in a row are beyond 2σ **on the same side** |
# | 3 | four of five points in a row are beyond 1σ **on the same side** |
# | 4 | eight points in a row are **on the same side** of the centre line |
#
# Here σ is the standard deviation **of means**, a third of the distance from centre line to limit.

# %%
RULES = {1: (3, 1, 1), 2: (2, 2, 3), 3: (1, 4, 5), 4: (0, 8, 8)}


def signals(z, rules):
    found = np.zeros(np.shape(z), bool)
    for beyond, needed, among in (RULES[rule] for rule in rules):
        for side in (z, -z):
            counts = sliding_window_view(side > beyond, among, axis=-1).sum(axis=-1)
            found[..., among - 1 :] |= counts >= needed
    return found


sigma = reach / 3
z = (shifted - centre) / sigma
firsts = {}
for rule in RULES:
    where = np.flatnonzero(signals(z, [rule]))
    firsts[rule] = where[0] + 1
    print(text(f"규칙 {rule}: 부분군 {firsts[rule]}", f"rule {rule}: subgroup {firsts[rule]}"))
soonest = min(firsts.values())
control_chart(
    text("처음 울린 때", "The first signal"), shifted, marks=[(soonest, text("경보", "alarm"))], x_range=(15, 51)
)

# %% [markdown] lang="ko"
# 이번에는 3σ를 넘은 점보다 **여러 점이 한쪽에 모인 것**(규칙 2)이 먼저 알려 주었습니다. 그렇다면 규칙은 많을수록 좋을까요?
#
# **예상해 보십시오.** 아무 일도 없는 교대(점 60개)가 100번 있습니다. 네 규칙을 모두 쓰면 몇 번이나 헛되이 울릴까요?
#
# - **a** 한 번도 안 울린다 &nbsp; **b** 열 번쯤 &nbsp; **c** 마흔 번 넘게

# %% [markdown] lang="en"
# This time it was not a point beyond 3σ but **several points to one side** (rule 2) that told first. Are more rules always better, then?
#
# **Predict.** There are 100 shifts (60 points each) in which nothing happens. With all four rules, in how many of them is there a false alarm?
#
# - **a** in none &nbsp; **b** in about ten &nbsp; **c** in more than forty

# %%
guess_rules = predict("a", "b", "c")

# %%
chance = np.random.default_rng(3).normal(size=(2000, 60))
for name, rules in ((text("규칙 1만", "rule 1 only"), [1]), (text("규칙 1~4", "rules 1 to 4"), [1, 2, 3, 4])):
    wolf = 100 * signals(chance, rules).any(axis=1).mean()
    delay = signals(chance + 2.0, rules).argmax(axis=1).mean() + 1
    print(
        text(
            f"{name}: 거짓 경보가 난 교대 {wolf:.0f} %, 2σ 옮겨 간 것을 찾기까지 점 {delay:.1f}개",
            f"{name}: false alarm in {wolf:.0f} % of shifts; a move by 2σ found after {delay:.1f} points",
        )
    )
reveal(guess_rules, "c")

# %% [markdown] lang="ko"
# 규칙을 더하면 빨리 찾습니다. 그 대신 **두 교대에 한 번꼴로 헛되이 울립니다.** 규칙 하나하나가 드물게 울려도, 넷이 모이고 점이 쌓이면 드물지 않습니다.
# 그래서 현장에서는 규칙 1에 한둘만 더해 쓰고, **어느 규칙을 쓰는지 관리도에 적어 둡니다.**

# %% [markdown] lang="en"
# More rules find it sooner, but they **cry wolf in every second shift**. Each of them rings rarely; four of them, over many points, do not.
# So in practice one or two are added to rule 1, and **the chart says which rules are in use.**

# %% [markdown] lang="ko"
# ## 4. 공정능력: 규격을 지킬 힘이 있습니까? (10분)
#
# 관리도는 **바뀌었는지**를 묻습니다. 바뀌지 않는 공정이라도 처음부터 규격에 모자랄 수 있습니다. 그것을 묻는 것이 **공정능력지수**입니다. 이번에는 볼트 하나하나를 봅니다.

# %% [markdown] lang="en"
# ## 4. Capability: can it keep to the specification? (10 minutes)
#
# A control chart asks **whether something has changed**. A process that never changes may still be too coarse for its specification. That is what **capability indices** ask; here single bolts count.

# %%
moved = changed[soonest * 5 :]
edges = np.arange(7.95, 8.0601, 0.005)
middles = (edges[1:] + edges[:-1]) / 2
histograms = [
    Series(name, middles, 100 * np.histogram(values, edges)[0] / len(values), style="area")
    for name, values in ((text("조용할 때", "calm"), calm), (text("금형을 바꾼 뒤", "after the change"), moved))
]
chart(
    text("지름의 분포와 규격", "Diameters and specification"),
    *histograms,
    y_label=text("볼트의 비율 (%)", "share of bolts (%)"),
    x_label="mm",
    marks=[(LOW, text("규격 하한", "lower limit")), (HIGH, text("규격 상한", "upper limit"))],
)

# %% [markdown] lang="ko"
# 산은 그대로인데 **오른쪽으로 옮겨 갔습니다.** 두 지수가 이것을 말해 줍니다.
#
# $$C_p = \frac{\text{규격 상한} - \text{규격 하한}}{6\sigma} \qquad C_{pk} = \frac{\text{평균에서 가까운 규격까지}}{3\sigma}$$
#
# $C_p$는 **폭**만 봅니다. $C_{pk}$는 **치우침**까지 봅니다. σ는 군내 표준편차 $\bar{R}/d_2$이고, $d_2$는 크기 5에서 2.326입니다.
#
# **예상해 보십시오.** 금형을 바꾼 뒤, 두 지수는 어떻게 되었을까요?
#
# - **a** 둘 다 작아진다 &nbsp; **b** Cp만 작아진다 &nbsp; **c** Cpk만 작아진다

# %% [markdown] lang="en"
# The hill has kept its shape but **moved to the right**. Two indices say so:
#
# $$C_p = \frac{\text{upper} - \text{lower limit}}{6\sigma} \qquad C_{pk} = \frac{\text{mean to the nearer limit}}{3\sigma}$$
#
# $C_p$ looks at the **width** alone, $C_{pk}$ at **being off centre** as well. σ is the standard deviation within subgroups, $\bar{R}/d_2$, with $d_2 = 2.326$ for five.
#
# **Predict.** What became of the two after the change of the die?
#
# - **a** both fell &nbsp; **b** only Cp fell &nbsp; **c** only Cpk fell

# %%
guess_cpk = predict("a", "b", "c")


# %%
def capability(bolts):
    rows = bolts[: len(bolts) // 5 * 5].reshape(-1, 5)
    within, mean = np.ptp(rows, axis=1).mean() / 2.326, bolts.mean()
    return (HIGH - LOW) / (6 * within), min(HIGH - mean, mean - LOW) / (3 * within)


for name, bolts in ((text("조용할 때", "calm"), calm), (text("금형을 바꾼 뒤", "after the change"), moved)):
    cp, cpk = capability(bolts)
    print(f"Cp = {cp:.2f}   Cpk = {cpk:.2f}   {name}")
reveal(guess_cpk, "c")

# %% [markdown] lang="ko"
# 산의 폭은 그대로이니 Cp는 우연만큼만 다릅니다. Cpk는 뚝 떨어졌습니다. 흔히 **1.33 이상**을 바랍니다. 평균에서 가까운 규격까지 4σ가 들어간다는 뜻입니다.
#
# 볼트 100개로 구한 지수는 ±0.2쯤 흔들립니다. 소수 둘째 자리를 믿지 마십시오. 그리고 검사기의 흔들림(반복성)도 산포에 들어 있습니다.
# 이 검사기는 볼트 산포의 7분의 1쯤이라 지수가 1 %쯤만 작게 나오지만, 거친 측정기라면 그렇지 않습니다.
#
# ### 어느 σ입니까?
#
# 같은 날의 볼트를 **모두 한데 모아** 표준편차를 구하면, 금형을 바꾸며 옮겨 간 것까지 섞여 더 큰 값이 나옵니다. 그것으로 구한 지수는 Ppk라고 따로 부릅니다.

# %% [markdown] lang="en"
# The hill is as wide as before, and Cp differs by chance only. Cpk has dropped. **1.33 or more** is what is usually asked for: room for 4σ between the mean and the nearer limit.
#
# An index from 100 bolts is uncertain by about ±0.2: do not trust the second decimal. And the inspector's own trembling (repeatability) is in the spread as well.
# Here it is about a seventh of the bolts' spread and takes only 1 % off the index; a coarse gauge would take more.
#
# ### Which σ?
#
# If **all bolts of that day are thrown together**, the move at the change of the die gets into the standard deviation and makes it larger. An index from that one has a name of its own, Ppk.

# %%
within = np.ptp(changed.reshape(-1, 5), axis=1).mean() / 2.326
overall = changed.std(ddof=1)
print(text(f"군내 {within:.4f} mm, 전체 {overall:.4f} mm", f"within {within:.4f} mm, overall {overall:.4f} mm"))

# %% [markdown] lang="ko"
# Cpk는 공정이 바뀌지 않는다면 얼마나 잘할 수 **있는지**, Ppk는 실제로 얼마나 **했는지** 말합니다. 둘이 많이 다르면 산포를 줄이기 전에 **옮겨 다니는 것**부터 막아야 합니다.
#
# ## 세 문장으로 정리합니다
#
# 1. 조용한 공정도 흔들리며, 그 우연에 손대면 산포가 커집니다.
# 2. 관리 한계는 부분군의 범위에서 나오고 규격과 다르며, 규칙은 이름을 밝혀 쓰고 거짓 경보와 견주어 고릅니다.
# 3. Cp는 폭을, Cpk는 치우침까지 보며, 군내 산포로 구합니다.

# %% [markdown] lang="en"
# Cpk says how well the process **could** do if nothing changed, Ppk how well it **did**. Where the two differ much, stop the process from **moving about** before you try to make it finer.
#
# ## In three sentences
#
# 1. A calm process moves, too, and acting on that chance makes the spread larger.
# 2. Control limits come from the ranges of subgroups and are not the specification; name the rules you use, and weigh them against false alarms.
# 3. Cp looks at the width, Cpk at being off centre as well, and both use the spread within subgroups.

# %% [markdown] lang="ko"
# ## 스스로 확인합니다
#
# **물음 1.** 관리도가 울려서 달려가 보니 볼트는 모두 규격 안에 있습니다. 동료가 "합격이니 그냥 돌립시다"라고 합니다. 무엇이라고 답하시겠습니까?
#
# <details><summary>답 보기</summary>
#
# 규격 안에 있는 것은 **아직까지**입니다. 관리도가 말한 것은 볼트가 나쁘다는 것이 아니라 **공정이 바뀌었다**는 것입니다. 금형, 소재 로트, 검사기 가운데 무엇이 바뀌었는지 지금 찾으면 불량 없이 고칠 수 있습니다.
# 검사기의 카메라가 틀어져도 똑같이 울린다는 점도 잊지 마십시오. 기준 부품을 재 보면 가려낼 수 있습니다.
#
# </details>
#
# **물음 2.** Cp가 1.5인데 Cpk가 0.4인 공정과, 둘 다 0.8인 공정이 있습니다. 어느 쪽이 고치기 쉽습니까?
#
# <details><summary>답 보기</summary>
#
# 앞의 공정입니다. 폭은 넉넉한데 **치우쳐** 있을 뿐이니 금형의 자리를 한 번 옮기면 됩니다. 그러면 Cpk가 1.5까지 오를 수 있습니다.
# 뒤의 공정은 한가운데 있지만 **산포 자체가 큽니다.** 설비, 소재, 공법을 바꾸어야 하니 훨씬 어렵습니다. 그래서 두 지수를 늘 함께 봅니다.
#
# </details>

# %% [markdown] lang="en"
# ## Check yourself
#
# **Question 1.** The chart rings, you run over, and all bolts are within specification. A colleague says: "They pass, let it run." What do you answer?
#
# <details><summary>Answer</summary>
#
# They are within specification **so far**. The chart does not say that bolts are bad; it says that **the process has changed**. If you find out now whether it was the die, the lot of material or the inspector, it can be put right without a single bad bolt.
# Do not forget that a camera knocked out of place rings just the same. Measuring a master part tells the two apart.
#
# </details>
#
# **Question 2.** One process has a Cp of 1.5 and a Cpk of 0.4, another has 0.8 for both. Which is easier to put right?
#
# <details><summary>Answer</summary>
#
# The first. It is fine enough and merely **off centre**: move the setting of the die once, and Cpk can rise to 1.5.
# The second is centred, but **its spread is too large**. That takes another machine, material or method, and is much harder. So always look at both indices.
#
# </details>

# %% [markdown] lang="ko"
# 이제 `assignment.ipynb`를 여십시오. 이번에는 공정이 언제, 어느 쪽으로 바뀌는지 알려 드리지 않습니다.

# %% [markdown] lang="en"
# Now open `assignment.ipynb`. There nobody tells you when the process changes, nor which way.
