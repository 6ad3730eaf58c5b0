# %% [markdown] lang="ko"
# # E4. 고장을 미리 알 수 있을까요?
#
# > 밀링반에 영업 사원이 왔습니다. "저희 AI는 다음 작업에서 고장이 날지를 **95 % 정확하게** 맞힙니다."
# > 반장이 묻습니다. "좋습니다. 그런데 **새 제품**은 두 배로 빨리 도는데, 거기서도 맞습니까?
# > 그리고 경보가 울릴 때마다 멈추면 **그 비용은 누가 냅니까?**"
#
# 오늘은 반장의 두 물음에 답합니다. 하실 일은 다섯 가지입니다.
#
# 1. **정확도**가 왜 속이는지 봅니다.
# 2. 밀링기를 직접 돌려 **무엇이 고장을 부르는지** 봅니다.
# 3. 신호에서 **물리가 말하는 특징**을 만듭니다.
# 4. 두 **비용**으로 경보의 문턱값을 정합니다.
# 5. **늦게 오는 보고**에 속지 않는 법을 배웁니다.
#
# **실행하기 전에는 꼭 예상부터 고르십시오.**

# %% [markdown] lang="en"
# # E4. Can a failure be foreseen?
#
# > A salesman visits the milling shop. "Our AI tells with **95 % accuracy** whether the next job will end in a failure."
# > The foreman asks: "Fine. But our **new product** turns twice as fast. Does it work there, too?
# > And when we stop at every alarm, **who pays for that?**"
#
# Today we answer the foreman's two questions, in five steps.
#
# 1. See why **accuracy** deceives.
# 2. Run the mill yourself and see **what brings a failure about**.
# 3. Turn signals into **features that physics speaks of**.
# 4. Choose the alarm's threshold from two **costs**.
# 5. Learn not to be fooled by **reports that come late**.
#
# **Choose your prediction before every run.**

# %% [markdown] lang="ko"
# ## 준비
#
# 아래 셀은 그림과 예상 단추를 만드는 도구를 불러옵니다. 한 번 실행만 해 두십시오.

# %% [markdown] lang="en"
# ## Getting ready
#
# The next cell loads the tools for pictures and for the prediction buttons. Just run it once.

# %% folded=true
import textwrap

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.tree import DecisionTreeClassifier

from labs.equipment.mill_jobs import mill_jobs
from labs.field_data import FieldDataMissing, field_data
from labs.hmi.lesson import bars, chart, predict, reveal, scatter, text
from labs.hmi.svg import Bar, Points, Series
from labs.session import connect

SPEED = text("주축 속도 (1/min)", "spindle speed (1/min)")
TORQUE = text("토크 (N m)", "torque (N m)")

# %% [markdown] lang="ko"
# ## 1. 정확도의 함정 (7분)
#
# 평소처럼 무리하지 않은 작업 2000개의 기록입니다. 작업마다 고장이 났는지 적혀 있습니다.
# **예상해 보십시오.** "고장은 절대 나지 않는다"라고만 말하는 예측기의 정확도는 얼마일까요?
#
# - **a** 50 %쯤 &nbsp; **b** 70 %쯤 &nbsp; **c** 90 %가 넘는다

# %% [markdown] lang="en"
# ## 1. The trap of accuracy (7 minutes)
#
# Here is a record of 2000 ordinary jobs that asked little of the machine. It says of each whether the machine failed.
# **Predict.** How accurate is a predictor that always says "no failure"?
#
# - **a** some 50 % &nbsp; **b** some 70 % &nbsp; **c** above 90 %

# %%
guess_accuracy = predict("a", "b", "c")

# %%
usual = mill_jobs(seed=7, count=2000, load=0.9)
failures = int(usual.failed.sum())
accuracy = 100 * (1 - usual.failed.mean())
print(text(f"작업 2000개, 고장 {failures}번", f"2000 jobs, {failures} failures"))
print(text(f"늘 '정상'이라고 할 때의 정확도: {accuracy:.0f} %", f"accuracy of always saying no: {accuracy:.0f} %"))
print(text("찾아낸 고장: 0번", "failures found: 0"))
reveal(guess_accuracy, "c")

# %% [markdown] lang="ko"
# 아무것도 하지 않는 예측기가 영업 사원의 AI와 비슷하게 정확합니다. 고장이 **드물기** 때문입니다. 그래서 두 가지를 따로 봅니다.
#
# | 물음 | 이름 |
# |---|---|
# | 난 고장 가운데 몇을 알렸는가? | **재현율** |
# | 울린 경보 가운데 몇이 맞았는가? | **정밀도** |
#
# 둘이 모두 높아야 높아지는 점수가 **F1**입니다: $F_1 = \dfrac{2 \times \text{맞은 경보}}{\text{경보} + \text{고장}}$. 늘 '정상'이면 0입니다.

# %% [markdown] lang="en"
# A predictor that does nothing is about as accurate as the salesman's AI, because failures are **rare**. So we ask two things separately.
#
# | question | name |
# |---|---|
# | How many of the failures were announced? | **recall** |
# | How many of the alarms were right? | **precision** |
#
# **F1** is high only where both are: $F_1 = \dfrac{2 \times \text{true alarms}}{\text{alarms} + \text{failures}}$. Always saying no gives 0.

# %% [markdown] lang="ko"
# ## 2. 설비에게 묻습니다 (15분)
#
# 밀링기를 켭니다. 날 하나가 한 번에 깎는 두께(**날당 이송**)는 그대로 두고 **속도만** 900에서 2700으로 올립니다.
# **예상해 보십시오.** 속도가 세 배가 되면 토크는 어떻게 될까요?
#
# - **a** 세 배쯤 된다 &nbsp; **b** 거의 그대로다 &nbsp; **c** 삼분의 일로 준다

# %% [markdown] lang="en"
# ## 2. Ask the machine (15 minutes)
#
# We start the mill. What one tooth takes off at a time (the **feed a tooth**) stays as it is; **only the speed** goes from 900 to 2700.
# **Predict.** When the speed is tripled, what does the torque do?
#
# - **a** about three times as much &nbsp; **b** stays about the same &nbsp; **c** falls to a third

# %%
guess_torque = predict("a", "b", "c")


# %%
plant = connect("mill", scenario="normal")
plant.reset(seed=8)
plant.set_clock(mode="lockstep")
plant.write("Recipe.FollowLot", False)


def cut_with(speed, feed_a_tooth):
    plant.write_many({"Spindle.Setpoint": float(speed), "Feed.Setpoint": 4.0 * speed * feed_a_tooth})
    plant.advance(60)
    while plant.read("Cycle.Phase") == 1:
        plant.advance(1)
    while plant.read("Cycle.Phase") != 1:
        plant.advance(1)
    plant.advance(6)
    return plant.read_many(["Spindle.Torque", "Spindle.Power"])


tried = [(speed, cut_with(speed, 0.06)) for speed in (900, 1800, 2700)]
bars(
    text("토크", "Torque"),
    *[Bar(f"{speed} 1/min", seen["Spindle.Torque"]) for speed, seen in tried],
    unit="N m",
)
bars(
    text("동력", "Power"),
    *[Bar(f"{speed} 1/min", seen["Spindle.Power"], colour="#d55e00") for speed, seen in tried],
    unit="kW",
)
for speed, seen in tried:
    print(f"{speed} 1/min: {seen['Spindle.Torque']:.1f} N m, {seen['Spindle.Power']:.1f} kW")
reveal(guess_torque, "b")

# %% [markdown] lang="ko"
# 토크는 날 끝이 받는 **힘**을 말하고, 얼마나 자주 깎는지는 말하지 않습니다. 그래서 조금밖에 달라지지 않습니다.
# 하지만 모터가 1초에 하는 일, 곧 **동력**은 속도를 따라 커집니다. 같은 토크라도 빠를 때는 모터가 버티지 못할 수 있습니다.
#
# $$P = M \times \omega, \qquad P\,[\text{kW}] \approx \frac{\text{토크} \times \text{속도}}{9549}$$
#
# 이번에는 버티지 못할 때까지 몰아 봅시다. 2400 1/min에서 날당 이송을 조금씩 늘립니다. 고장 나면 수리를 부르고, **원인 보고**가 언제 오는지 봅니다.

# %% [markdown] lang="en"
# Torque speaks of the **force** on the edge, not of how often it cuts; so it changes little.
# But what the motor does in a second, its **power**, grows with the speed. With the same torque a fast motor may not hold out.
#
# $$P = M \times \omega, \qquad P\,[\text{kW}] \approx \frac{\text{torque} \times \text{speed}}{9549}$$
#
# Now let us drive it until it gives up: at 2400 1/min we raise the feed a tooth bit by bit. When it fails we call for repair and see when the **report of the cause** comes.

# %%
plant.advance(60)
feed_a_tooth = 0.06
plant.write("Spindle.Setpoint", 2400.0)
while not plant.read("Failures.Total"):
    feed_a_tooth = min(feed_a_tooth + 0.02, 0.15)
    plant.write("Feed.Setpoint", 4 * 2400 * feed_a_tooth)
    for _ in plant.every(2.0, minutes=0.5):
        if plant.read("Failures.Total"):
            break
failed_at = plant.time
plant.advance(2)
plant.call("Repair")
story = plant.record(["Failures.Total", "Report.Count"], seconds=2700, period=30)
reported = story.index[(story["Report.Count"] > 0).to_numpy()][0]
reasons = {
    1: text("열", "heat"),
    2: text("동력", "power"),
    3: text("과부하", "overstrain"),
    4: text("마모", "wear"),
}
chart(
    text("고장은 곧 보이지만 원인은 나중에 옵니다", "The failure shows at once, its cause later"),
    Series(text("고장 횟수", "failures"), story.index, story["Failures.Total"]),
    Series(text("보고 횟수", "reports"), story.index, story["Report.Count"]),
    y_label="",
)
late = (reported - failed_at) / 60
cause = reasons[plant.read("Report.Cause")]
print(text(f"고장 {late:.0f}분 뒤의 보고: 원인은 {cause}", f"report {late:.0f} min after the failure, cause: {cause}"))
plant.close()

# %% [markdown] lang="ko"
# 이 밀링기는 네 가지 까닭으로 고장 납니다. **과열, 동력 초과, 날의 과부하, 마모**입니다. 무엇 때문이었는지는 정비 보고가 나와야 압니다. 이 늦음은 뒤에서 다시 문제가 됩니다.
#
# ## 3. 물리에서 특징을 만듭니다 (12분)
#
# 이번에는 작업마다 **시험 절삭**에서 잰 값의 기록입니다. 무리한 작업도 섞여 있습니다. 속도와 토크를 점으로 찍고 고장 난 작업을 다른 색으로 칠합니다.

# %% [markdown] lang="en"
# This mill fails for four reasons: **heat, too much power, overstrain of the edge, wear**. Which it was we learn only from maintenance. Their being late will matter again.
#
# ## 3. Features from physics (12 minutes)
#
# Now a record of what the **trial cut** of each job showed. Some jobs ask too much. We draw speed and torque as points and give failed jobs another colour.

# %%
record = mill_jobs(seed=7, count=2000)
fast = mill_jobs(seed=7, count=1000, speeds=[(2200.0, 2700.0)], part=1)
failed = record.failed
some = [np.concatenate([record.trial[name][:300], fast.trial[name][:150]]) for name in ("speed", "torque")]
lost = np.concatenate([failed[:300], fast.failed[:150]])
along = np.linspace(1000, 2700, 60)
scatter(
    text("작업 450개와 동력이 4 kW인 곳", "450 jobs, and where the power is 4 kW"),
    Points(text("정상", "sound"), some[0][~lost], some[1][~lost], "#0072b2"),
    Points(text("고장", "failed"), some[0][lost], some[1][lost], "#d55e00"),
    Points("4 kW", along, 4 * 9549 / along, "#555555", line=True),
    x_label=SPEED,
    y_label=TORQUE,
)

# %% [markdown] lang="ko"
# 왼쪽 무리는 지금까지의 작업, 오른쪽 무리는 반장이 말한 빠른 새 제품입니다. 고장은 두 무리 모두에서 **굽은 선** 위에 몰려 있습니다. 그 선이 바로 토크 × 속도가 일정한 곳입니다.
# 왼쪽에는 선 아래에도 고장이 있습니다. 까닭이 다른 고장입니다.
#
# 이제 **질문 세 번짜리 나무**에게 배우게 합니다. 나무는 "토크가 25보다 큰가?"처럼 **한 번에 값 하나만** 묻습니다.
# 배우는 작업은 1000~2000 1/min이고, 시험은 **빠른 새 제품**(2200 위)입니다.
#
# **예상해 보십시오.** 속도와 토크를 그대로 준 나무가 새 제품에서는 어떨까요?
#
# - **a** 배울 때만큼 잘한다 &nbsp; **b** 고장을 많이 놓친다

# %% [markdown] lang="en"
# The group on the left are the jobs so far, the one on the right is the foreman's fast new product. In both, failures crowd above a **curved line**: the one on which torque × speed is constant.
# On the left there are failures below the line as well. They have other reasons.
#
# Now a **tree of three questions** shall learn. A tree asks about **one value at a time**, such as "is the torque above 25?".
# It learns from jobs at 1000 to 2000 1/min and is tried on the **fast new product** (above 2200).
#
# **Predict.** How does a tree that was given speed and torque as they are do on the new product?
#
# - **a** as well as in learning &nbsp; **b** it misses many failures

# %%
guess_tree = predict("a", "b")


# %%
def f1(alarm, failed):
    return 2 * np.sum(alarm & failed) / (np.sum(alarm) + np.sum(failed))


def signals_as_they_are(trial):
    return np.column_stack([trial["speed"], trial["torque"]])


def power(trial):
    return (trial["speed"] * trial["torque"] / 9549).reshape(-1, 1)


scores = {}
for name, make in (
    (text("속도와 토크 그대로", "speed and torque as they are"), signals_as_they_are),
    (text("동력 하나", "power alone"), power),
):
    tree = DecisionTreeClassifier(max_depth=3, min_samples_leaf=20, random_state=0).fit(make(record.trial), failed)
    scores[name] = [f1(tree.predict(make(jobs.trial)), jobs.failed) for jobs in (record, fast)]
    print(f"{name}: F1 {scores[name][0]:.2f} → {scores[name][1]:.2f}")
bars(
    text("빠른 새 제품에서의 F1", "F1 on the fast new product"),
    *[Bar(name, new, note=f"{new:.2f}") for name, (_, new) in scores.items()],
)
reveal(guess_tree, "b")

# %% [markdown] lang="ko"
# 화살표 왼쪽은 배운 작업, 오른쪽은 새 제품의 F1입니다. 그대로 준 신호는 배울 때는 좋지만 새 제품에서 무너집니다. 배운 것은 "1000~2000에서는 토크 얼마"라는 **사정**이기 때문입니다.
# 동력은 배울 때는 오히려 못하지만 새 제품에서 통합니다. 모터가 견디는 동력은 속도가 달라져도 **같은 법칙**을 따르기 때문입니다.
#
# 왜 배울 때는 못했을까요? 느린 작업은 동력이 아니라 **날 끝의 힘** 때문에 고장 나고, **닳은 날**은 더 작은 힘에도 부러집니다. 그것도 특징으로 만드는 일은 과제에서 여러분이 하십니다.

# %% [markdown] lang="en"
# Left of the arrow stands F1 on jobs it learnt from, right of it on the new product. Signals as they are do well in learning and collapse on the new product: what was learnt is a **circumstance**, "so much torque at 1000 to 2000".
# Power does worse in learning, yet it carries over: what power a motor bears follows the **same law** at any speed.
#
# Why was it worse in learning? Slow jobs fail not by power but by the **force on the edge**, and a **worn edge** breaks under less. To make a feature of that is your part, in the assignment.

# %% [markdown] lang="ko"
# ## 4. 비용에서 문턱값을 정합니다 (10분)
#
# 모델은 '고장'이라고 말하기보다 **위험도**(0~1)를 냅니다. 경보를 울릴 **문턱값**은 사람이 정합니다.
# 모델은 드문 고장을 놓치지 않으려고 고장과 정상을 같은 무게로 배웠습니다(`class_weight="balanced"`).
#
# 거짓 경보 한 번은 점검 10만 원, 놓친 고장 한 번은 수리와 납기 지연을 합쳐 100만 원이라고 합시다. **예상해 보십시오.** 놓친 고장이 300만 원이 되면 문턱값은?
#
# - **a** 올린다 &nbsp; **b** 그대로 둔다 &nbsp; **c** 내린다

# %% [markdown] lang="en"
# ## 4. The threshold from cost (10 minutes)
#
# Rather than say "failure", a model gives a **risk** (0 to 1). At which **threshold** the alarm sounds is for people to decide.
# So as not to overlook rare failures, this model learnt failures and sound jobs with equal weight (`class_weight="balanced"`).
#
# Say a false alarm costs an inspection, 10, and a missed failure costs repair and delay, 100. **Predict.** When a missed failure costs 300, the threshold should …
#
# - **a** go up &nbsp; **b** stay &nbsp; **c** go down

# %%
guess_threshold = predict("a", "b", "c")


# %%
past = mill_jobs(seed=7, count=3000, load=1.1, part=2)
loads = np.column_stack([power(past.trial), past.trial["torque"]])
risk = LogisticRegression(class_weight="balanced").fit(loads, past.failed).predict_proba(loads)[:, 1]
levels = np.linspace(0, 1, 101)


def cost_at(level, false_alarm, missed):
    alarm = risk >= level
    return (false_alarm * np.sum(alarm & ~past.failed) + missed * np.sum(~alarm & past.failed)) / len(risk)


curves = {missed: [cost_at(level, 10, missed) for level in levels] for missed in (100, 300)}
cheapest = {missed: levels[int(np.argmin(curve))] for missed, curve in curves.items()}
scatter(
    text("문턱값과 비용", "Threshold and cost"),
    *[
        Points(text(f"놓친 고장 {missed}만 원", f"a missed failure costs {missed}"), levels, curve, line=True)
        for missed, curve in curves.items()
    ],
    x_label=text("문턱값", "threshold"),
    y_label=text("작업 하나의 비용 (만 원)", "cost of a job"),
)
for missed, level in cheapest.items():
    least, half = min(curves[missed]), cost_at(0.5, 10, missed)
    print(
        text(
            f"놓친 고장 {missed}만 원: 문턱값 {level:.2f}에서 {least:.1f}만 원, 0.50에서 {half:.1f}만 원",
            f"a miss costs {missed}: threshold {level:.2f} costs {least:.1f}, 0.50 costs {half:.1f}",
        )
    )
middle = (risk > 0.4) & (risk < 0.6)
share = 100 * past.failed[middle].mean()
print(text(f"위험도 0.4~0.6인 작업의 고장: {share:.0f} %", f"failures among jobs of risk 0.4 to 0.6: {share:.0f} %"))
reveal(guess_threshold, "c")

# %% [markdown] lang="ko"
# 놓친 고장이 비싸면 문턱값을 내려 더 자주 살핍니다. 0.5에는 아무런 특별함이 없습니다.
#
# 마지막 줄을 보십시오. 위험도가 0.5 근처인 작업에서 실제 고장은 절반에 **훨씬 못 미칩니다.** 같은 무게로 배운 모델의 위험도는 순서는 맞지만 **확률이 아닙니다.**
# 그래서 문턱값은 머리로 계산하기보다 **지난 기록에서 비용을 세어** 정하는 것이 안전합니다.

# %% [markdown] lang="en"
# When a missed failure is dear, lower the threshold and look more often. There is nothing special about 0.5.
#
# Look at the last line. Of the jobs with a risk near 0.5 **far fewer** than half failed. A model that learnt with equal weights gets the order right, but its risk is **no probability**.
# So it is safer to find the threshold by **counting the cost on past jobs** than by thinking alone.

# %% [markdown] lang="ko"
# ## 5. 늦게 오는 보고 (6분)
#
# 2절에서 보고는 고장보다 늦게 왔습니다. 현장에서는 원인 조사에 며칠이 걸립니다. 아래는 하루 40개씩 열흘 동안의 작업입니다. 보고는 고장의 나흘에서 이레 뒤에 옵니다.
# 열흘째 저녁에 **오늘까지 보고된 고장**으로 날마다 고장률을 그립니다.
#
# **예상해 보십시오.** 마지막 나흘의 막대는 어떻게 보일까요?
#
# - **a** 다른 날과 비슷하다 &nbsp; **b** 고장이 없는 것처럼 보인다

# %% [markdown] lang="en"
# ## 5. Reports that come late (6 minutes)
#
# In part 2 the report came after the failure. In a shop it takes days to find the cause. Below are ten days of 40 jobs each; a report comes four to seven days after the failure.
# On the evening of day ten we draw each day's share of failures from **what has been reported so far**.
#
# **Predict.** What will the bars of the last four days look like?
#
# - **a** like those of other days &nbsp; **b** as if nothing had failed

# %%
guess_late = predict("a", "b")

# %%
week = mill_jobs(seed=7, count=400, load=1.2, part=3)
day = np.repeat(np.arange(1, 11), 40)
known = week.failed & (day + np.random.default_rng(4).uniform(4, 7, 400) <= 10.9)
by_day = [(100 * known[day == each].mean(), 100 * week.failed[day == each].mean()) for each in range(1, 11)]
bars(
    text("열흘째 저녁에 보고된 고장 (%)", "Failures reported by the evening of day ten (%)"),
    *[
        Bar(
            text(f"{number}일째", f"day {number}"),
            seen,
            note=text(f"{seen:.0f} (실제 {true:.0f})", f"{seen:.0f} (true: {true:.0f})"),
        )
        for number, (seen, true) in enumerate(by_day, start=1)
    ],
    unit="%",
)
last_seen, last_true = np.mean(by_day[-4:], axis=0)
print(
    text(
        f"마지막 나흘: 보고 {last_seen:.0f} %, 실제 {last_true:.0f} %",
        f"last four days: reported {last_seen:.0f} %, true {last_true:.0f} %",
    )
)
reveal(guess_late, "b")

# %% [markdown] lang="ko"
# 보고되지 않은 것은 **고장이 없는 것이 아니라 아직 모르는 것**입니다. 이것을 '정상'으로 배운 모델은 최근의 작업일수록 안전하다고 믿게 됩니다. 새 제품이 막 들어왔을 때 가장 위험합니다.
#
# 규칙은 두 가지입니다. 예측하는 시각에 **이미 알려진 것만** 쓰고, 보고 기한이 **지난 작업만** 배웁니다.

# %% [markdown] lang="en"
# What is not reported has **not been free of failures; it is not known yet**. A model that learns it as sound comes to believe that the latest jobs are the safest. It is most dangerous just when a new product has come in.
#
# Two rules. Use only what was **already known** at the time of the forecast, and learn only from jobs for which the time to report **is over**.

# %% [markdown] lang="ko"
# ### 다른 자료에서도 통할까요? (자료가 있을 때만)
#
# AI4I 2020은 예지보전 연습에 널리 쓰이는 자료입니다(S. Matzka, 2020, doi 10.24432/C5HS5C, CC BY 4.0). 실제 공장의 기록이 아니라 **규칙으로 만든 합성 자료**입니다.
# 작업 10 000개의 앞 절반에서 배우고 뒤 절반에서 시험합니다. 특징은 동력, 마모 × 토크, 두 온도의 차이입니다.

# %% [markdown] lang="en"
# ### Does it hold on other data? (only where they are at hand)
#
# AI4I 2020 is widely used to practise predictive maintenance (S. Matzka, 2020, doi 10.24432/C5HS5C, CC BY 4.0). It is no record of a real factory but **synthetic: made from rules**.
# We learn from the first half of 10 000 jobs and try on the second. The features are power, wear × torque, and the difference of two temperatures.

# %%
try:
    table = field_data("ai4i2020")
except FieldDataMissing as missing:
    print(textwrap.fill(str(missing), 48))
else:
    air, process, rpm, newton_metres, minutes = table.iloc[:, 3:8].to_numpy(float).T
    broke = table.iloc[:, 8].to_numpy(bool)
    half = len(table) // 2
    for name, columns in (
        (text("신호 그대로", "signals as they are"), [air, process, rpm, newton_metres, minutes]),
        (
            text("물리 특징", "features from physics"),
            [rpm * newton_metres, minutes * newton_metres, process - air, rpm],
        ),
    ):
        each = np.column_stack(columns)
        tree = DecisionTreeClassifier(max_depth=5, min_samples_leaf=5, random_state=0).fit(each[:half], broke[:half])
        print(
            text("합성 자료 AI4I 2020", "synthetic data AI4I 2020"),
            name,
            f"F1 {f1(tree.predict(each[half:]), broke[half:]):.2f}",
        )

# %% [markdown] lang="ko"
# ## 세 문장으로 정리합니다
#
# 1. 고장은 드물어서 정확도가 속입니다. 놓친 고장과 거짓 경보를 따로 세어야 합니다.
# 2. 동력처럼 물리에서 나온 특징은 본 적 없는 작업에서도 통하고, 문턱값은 두 비용이 정합니다.
# 3. 예측은 그 시각에 알려진 것만으로 하고, 보고되지 않은 것을 정상으로 치지 않습니다.

# %% [markdown] lang="en"
# ## In three sentences
#
# 1. Failures are rare, so accuracy deceives; count missed failures and false alarms separately.
# 2. Features from physics, such as power, hold on jobs never seen before, and two costs decide the threshold.
# 3. A forecast uses only what was known at the time, and does not take the unreported for sound.

# %% [markdown] lang="ko"
# ## 스스로 확인합니다
#
# **물음 1.** 어느 모델이 지난달 자료에서 F1 0.98을 얻었습니다. 특징 가운데 '수리에 걸린 시간'이 있습니다. 현장에서 쓸 수 있습니까?
#
# <details><summary>답 보기</summary>
#
# 쓸 수 없습니다. 수리 시간은 **고장이 난 다음에야** 생기는 값입니다. 예측하는 순간에는 없는 답을 특징으로 넣은 셈이니 0.98은 예측의 점수가 아닙니다.
#
# </details>
#
# **물음 2.** 거짓 경보와 놓친 고장의 비용이 똑같이 두 배가 되었습니다. 문턱값을 바꾸어야 할까요?
#
# <details><summary>답 보기</summary>
#
# 아닙니다. 비용 곡선 전체가 두 배로 높아질 뿐 가장 낮은 곳의 자리는 그대로입니다. 문턱값을 움직이는 것은 두 비용의 **비율**입니다.
#
# </details>

# %% [markdown] lang="en"
# ## Check yourself
#
# **Question 1.** A model had an F1 of 0.98 on last month's data. One of its features is "duration of the repair". Can it be used?
#
# <details><summary>Answer</summary>
#
# No. The duration of a repair exists only **after the failure**. An answer that is not there at the time of the forecast was put in as a feature; 0.98 is not the score of a forecast.
#
# </details>
#
# **Question 2.** The costs of a false alarm and of a missed failure have both doubled. Should the threshold change?
#
# <details><summary>Answer</summary>
#
# No. The whole cost curve is twice as high, and its lowest point stays where it is. What moves the threshold is the **ratio** of the two costs.
#
# </details>

# %% [markdown] lang="ko"
# 자리를 뜨기 전에 설비를 제자리로 돌려놓습니다.

# %% [markdown] lang="en"
# Before you leave, put the plant back as it was.

# %%
plant = connect("mill", scenario="normal")
plant.close()

# %% [markdown] lang="ko"
# 이제 `assignment.ipynb`를 여십시오. 이번에는 기록에 없는 속도에서, 처음 보는 비용으로, 늦게 오는 보고를 안고 예측합니다.

# %% [markdown] lang="en"
# Now open `assignment.ipynb`. There you predict at speeds the record has never seen, with costs you have not met, and with reports that come late.
