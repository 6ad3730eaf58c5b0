# %% [markdown] lang="ko"
# # E2. 같이 움직인다고 원인은 아닙니다
#
# > 렌즈 사출반의 아침 회의입니다. 데이터 담당이 그래프 한 장을 띄웁니다.
# > "**실린더 온도가 높은 날 미성형이 많습니다.** 상관계수가 0.9입니다. 온도를 내리죠."
# > 반장은 고개를 젓습니다. "30년 동안 저는 미성형이 나면 온도를 **올렸습니다**."
#
# 데이터는 거짓말을 하지 않았고, 반장의 경험도 틀리지 않았습니다. 그런데 둘은 정반대를 말합니다.
# 오늘은 어느 쪽이 옳은지 **설비에게 직접 물어봅니다.**
#
# 오늘 하실 일은 네 가지입니다.
#
# 1. 기록에서 불량과 함께 움직이는 것(**상관**)을 찾습니다.
# 2. 그것을 직접 바꿔 보고(**개입**) 불량이 어떻게 되는지 봅니다.
# 3. 둘이 왜 다른지 **까닭 그림**으로 그립니다.
# 4. 재료가 달라지는 현장에서도 속지 않는 **공정한 비교**를 합니다.
#
# **실행하기 전에는 꼭 예상부터 고르십시오.** 틀려도 괜찮습니다. 틀린 예상이 가장 오래 남습니다.

# %% [markdown] lang="en"
# # E2. What moves together need not be the cause
#
# > Morning meeting of the lens moulding shop. The data person shows a picture.
# > "**On days with a hot barrel we have many short shots.** The correlation is 0.9. Let us turn it down."
# > The foreman shakes his head. "For thirty years I have turned it **up** when parts came short."
#
# The data do not lie, and the foreman's experience is not wrong. Yet they say opposite things.
# Today we **ask the machine itself** who is right.
#
# Four things to do today:
#
# 1. Find in the record what moves together with the rejects: **correlation**.
# 2. Change it with your own hands and see what the rejects do: **intervention**.
# 3. Draw why the two differ: **a picture of causes**.
# 4. Compare **fairly**, even in a shop where the material changes.
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

from labs.hmi.lesson import bars, causes, chart, predict, reveal, scatter, text
from labs.hmi.svg import Bar, Points, Series
from labs.session import connect

SHORT = text("미성형", "short shots")
BARREL = text("실린더 온도 (°C)", "barrel temperature (°C)")

# %% [markdown] lang="ko"
# ## 1. 기록을 읽습니다 (12분)
#
# 사출 성형기는 녹인 수지를 금형에 밀어 넣어 제품을 만듭니다. 한 번의 **사이클**은 형폐, 충전, 보압, 냉각, 형개의 다섯 단계이고 20초쯤 걸립니다.
# 두 압력을 한 사이클 동안 지켜봅니다.

# %% [markdown] lang="en"
# ## 1. Reading the record (12 minutes)
#
# A moulder pushes molten plastic into a mould. One **cycle** has five steps (close, fill, hold, cool, open) and takes some 20 seconds.
# Let us watch two pressures for a cycle.

# %%
plant = connect("moulder", scenario="confounded")
plant.reset(seed=6)
plant.set_clock(mode="lockstep")
plant.write_many({"Injection.Speed": 80.0, "Clamp.Setpoint": 330.0})

cycle = plant.record(["Injection.Pressure", "Cavity.Pressure"], seconds=24, period=0.2)
chart(
    text("한 사이클", "One cycle"),
    Series(text("사출 압력", "injection pressure"), cycle.index, cycle["Injection.Pressure"]),
    Series(text("캐비티 압력", "cavity pressure"), cycle.index, cycle["Cavity.Pressure"]),
    y_label="MPa",
)

# %% [markdown] lang="ko"
# 첫 봉우리가 **충전**입니다. 수지가 되면(점도가 높으면) 밀어 넣는 압력이 높아지고, 압력이 모자라면 끝까지 차지 않은 **미성형**이 나옵니다.
#
# 이제 재료 **로트**를 열네 번 바꿔 가며 로트마다 제품 20개를 만들고, 실린더 온도와 미성형 비율을 적습니다. 몇 초 걸립니다.

# %% [markdown] lang="en"
# The first peak is the **filling**. Stiff plastic (high viscosity) needs more pressure, and where the pressure is not enough the part is not filled to its end: a **short shot**.
#
# Now we load fourteen **lots** of material one after another, make 20 parts of each, and note the barrel temperature and the share of short shots. It takes some seconds.


# %%
def made(count, kind="Parts.ShortShot"):
    paths = ["Parts.Total", kind]
    first = plant.read("Parts.Total")
    begun = None
    for _ in plant.every(10.0):
        now = plant.read_many(paths)
        if begun is None and now["Parts.Total"] > first:
            begun = now
        if begun and now["Parts.Total"] - begun["Parts.Total"] >= count:
            return 100 * (now[kind] - begun[kind]) / (now["Parts.Total"] - begun["Parts.Total"])


def next_lot():
    plant.call("LoadLot")
    plant.advance(120)


rows = []
for _ in range(14):
    next_lot()
    share = made(20)
    rows.append((plant.read("Barrel.Front.Temperature"), share, plant.read("Material.CertifiedViscosity")))
barrel, short_share, viscosity = np.array(rows).T

r = np.corrcoef(barrel, short_share)[0, 1]
scatter(
    text(f"로트 열네 개: 상관계수 r = {r:.2f}", f"Fourteen lots: correlation r = {r:.2f}"),
    Points("", barrel, short_share),
    x_label=BARREL,
    y_label=f"{SHORT} (%)",
)
print(f"r = {r:.2f}")

# %% [markdown] lang="ko"
# 회의 시간의 그 그래프입니다. 점 하나가 로트 하나이고, 오른쪽으로 갈수록(뜨거울수록) 위로 갑니다(미성형이 많습니다).
#
# **상관계수** $r$은 두 값이 얼마나 곧게 함께 움직이는지를 −1에서 1 사이로 말합니다. 0.9면 아주 강합니다.
#
# **예상해 보십시오.** 같은 로트를 쓰면서 실린더를 **12 K 식히면** 미성형은 어떻게 될까요?
#
# - **a** 줄어든다 &nbsp; **b** 늘어난다 &nbsp; **c** 그대로다

# %% [markdown] lang="en"
# The picture of the meeting. Each point is a lot; the further right (hotter), the higher up (more short shots).
#
# The **correlation** $r$ says on a scale from −1 to 1 how straight two values move together. 0.9 is very strong.
#
# **Predict.** If we keep the lot and **cool the barrel by 12 K**, what will the short shots do?
#
# - **a** become fewer &nbsp; **b** become more &nbsp; **c** stay as they are

# %%
guess_cool = predict("a", "b", "c")

# %% [markdown] lang="ko"
# ## 2. 설비에게 묻습니다: 개입 (12분)
#
# 점도가 조금 높은 로트를 하나 고릅니다. 실린더 온도를 로트에 맞춰 정하던 규칙(`Recipe.FollowLot`)을 끄고, **온도만** 우리 손으로 바꿉니다.
# 온도마다 제품 25개를 만듭니다. 실린더가 새 온도에 이르도록 2분 30초를 먼저 기다립니다.

# %% [markdown] lang="en"
# ## 2. Ask the machine: intervention (12 minutes)
#
# We choose a lot that is a little stiff, switch off the rule that sets the barrel by the lot (`Recipe.FollowLot`), and change **the temperature alone** by hand.
# At each temperature we make 25 parts. First we wait 2.5 minutes for the barrel to get there.

# %%
while not 1.08 < plant.read("Material.CertifiedViscosity") < 1.22:
    next_lot()
lot, usual = plant.read("Material.Lot"), plant.read("Barrel.Setpoint")
plant.write("Recipe.FollowLot", False)

tried = []
for change in (0, -12, 12):
    plant.write("Barrel.Setpoint", usual + change)
    plant.advance(150)
    tried.append((usual + change, made(25)))
assert plant.read("Material.Lot") == lot

bars(
    text("같은 로트, 온도만 바꿨을 때의 미성형", "Same lot, only the temperature changed: short shots"),
    *[Bar(f"{temperature:.0f} °C", share) for temperature, share in sorted(tried)],
    unit="%",
)
for temperature, share in sorted(tried):
    print(f"{temperature:.0f} °C: {share:.0f} %")
reveal(guess_cool, "b")

# %% [markdown] lang="ko"
# 식히자 미성형이 **몇 배로 늘었고**, 데워도 늘지 않았습니다. 반장이 옳았습니다.
#
# 기록은 "뜨거우면 미성형이 많다"라고 했고, 실험은 "뜨겁게 **하면** 미성형이 준다"라고 합니다.
# 두 문장은 다른 것을 말합니다. 앞은 **보았을 때**이고, 뒤는 **했을 때**입니다.

# %% [markdown] lang="en"
# Cooler, and there were **several times as many** short shots; hotter, and there were no more than before. The foreman was right.
#
# The record says "where it is hot there are many short shots"; the experiment says "**making** it hot reduces short shots".
# They speak of different things: the first of what we **see**, the second of what we **do**.

# %% [markdown] lang="ko"
# ## 3. 까닭 그림을 그립니다 (8분)
#
# 무엇이 무엇을 움직이는지 화살표로 그려 봅시다. 실린더 온도는 왜 높았을까요?
# **예상해 보십시오.** 기록에서 실린더 온도를 올린 것은 무엇입니까?
#
# - **a** 더운 날씨 &nbsp; **b** 된(점도가 높은) 로트 &nbsp; **c** 히터 고장

# %% [markdown] lang="en"
# ## 3. Draw the causes (8 minutes)
#
# Let us draw with arrows what moves what. Why was the barrel hot?
# **Predict.** What raised the barrel temperature in the record?
#
# - **a** hot weather &nbsp; **b** a stiff lot (of high viscosity) &nbsp; **c** a broken heater

# %%
guess_why = predict("a", "b", "c")

# %%
scatter(
    text("로트 점도와 실린더 온도", "Viscosity of the lot and barrel temperature"),
    Points("", viscosity, barrel),
    x_label=text("성적서 점도", "viscosity by certificate"),
    y_label=BARREL,
)
reveal(guess_why, "b")

# %%
boxes = {
    "lot": (0.12, 0.0, text("로트 점도", "viscosity of the lot")),
    "barrel": (0.12, 1.0, text("실린더 온도", "barrel temperature")),
    "pressure": (0.55, 0.5, text("필요한 충전 압력", "pressure to fill")),
    "short": (0.9, 0.5, SHORT),
}
common = [("lot", "pressure", "+"), ("barrel", "pressure", "−"), ("pressure", "short", "+")]
causes(text("기록이 만들어진 까닭", "What made the record"), boxes, ("lot", "barrel", "+"), *common)
causes(text("우리가 온도를 정했을 때", "When we set the temperature"), boxes, ("lot", "barrel", "✕"), *common)

# %% [markdown] lang="ko"
# 된 로트가 들어오면 **두 가지 일**이 함께 일어납니다. 충전 압력이 모자라 미성형이 늘고(+), 작업 규칙이 실린더를 데웁니다(+).
# 그래서 온도와 미성형이 함께 움직입니다. 온도가 미성형을 만들어서가 아니라 **로트라는 공통 원인**이 둘을 함께 움직였기 때문입니다.
# 이렇게 두 값을 함께 움직이는 것은 기록에서 빠져 있을 때가 많습니다. 사실 데우는 것은 미성형을 **줄이고** 있었습니다(−). 다만 모자랐을 뿐입니다.
#
# 우리가 온도를 직접 정하면 로트에서 온도로 가는 화살표가 **끊어집니다**(✕). 남는 것은 온도가 정말로 하는 일뿐입니다. 이것이 실험의 힘입니다.

# %% [markdown] lang="en"
# When a stiff lot comes in, **two things** happen together. The filling pressure is not enough and short shots increase (+), and the work rule heats the barrel (+).
# So temperature and short shots move together: not because one makes the other, but because **the lot is a common cause** of both.
# Such a thing that moves both is called a **confounder**; often it is missing from the record. Heating was in truth **reducing** the short shots (−); only not enough.
#
# When we set the temperature ourselves, the arrow from the lot to the temperature is **cut** (✕). What remains is what the temperature really does. That is the power of an experiment.

# %% [markdown] lang="ko"
# ## 4. 공정한 비교 (13분)
#
# 이번 용의자는 **건조기 설정**입니다. 어제 120 °C에서 124 °C로 올렸는데 불량이 늘었다고 합니다. 바꿔 보면 되겠지요.
# 120 °C에서 35개, 124 °C에서 35개를 만듭니다. 이 설비에서는 **도중에 재료가 달라질 수 있습니다.**

# %% [markdown] lang="en"
# ## 4. A fair comparison (13 minutes)
#
# The next suspect is the **dryer's setpoint**. It was raised from 120 to 124 °C yesterday, and they say the rejects grew. So let us try.
# We make 35 parts at 120 °C and then 35 at 124 °C. On this machine **the material may change on the way.**

# %%
plant.close()
plant = connect("moulder", scenario="lot-turns-bad")
plant.reset(seed=6)
plant.set_clock(mode="lockstep")
plant.write("Injection.Speed", 66.0)

before_after = []
for value in (120.0, 124.0):
    plant.write("Dryer.Setpoint", value)
    before_after.append((value, made(35, "Parts.Rejected")))
bars(
    text("앞에는 120 °C, 뒤에는 124 °C", "First 120 °C, then 124 °C"),
    *[Bar(f"{value:.0f} °C", share) for value, share in before_after],
    unit=text("불량 %", "rejects %"),
)

# %% [markdown] lang="ko"
# 불량이 몇 배로 늘었습니다. **예상해 보십시오.** 건조기가 범인입니까?
#
# - **a** 그렇다. 직접 바꿔 보았으니 확실하다
# - **b** 아직 모른다. 그사이 다른 것도 달라졌을 수 있다

# %% [markdown] lang="en"
# Several times as many. **Predict.** Is the dryer guilty?
#
# - **a** yes; we changed it ourselves, so it is certain
# - **b** we do not know yet; something else may have changed meanwhile

# %%
guess_dryer = predict("a", "b")


# %% [markdown] lang="ko"
# ### 풀이: 번갈아 바꾸기
#
# 두 값을 **네 개씩 번갈아** 만듭니다. 순서도 120-124, 124-120으로 뒤집어 갑니다. 재료가 언제 나빠지든 두 값이 그 고통을 **똑같이 나누어** 받습니다.
# 같은 설비를 처음부터 다시 돌립니다. 견주어 보려고 진짜 원인인 **형체력**(300 → 225 kN)도 같은 방법으로 시험합니다.

# %% [markdown] lang="en"
# ### Worked example: alternate
#
# We alternate between the two values, **four parts each**, and turn the order round every time: 120-124, 124-120. Whenever the material turns bad, both values get **an equal share** of it.
# The same machine runs again from the beginning. For comparison we test a true cause in the same way, the **clamping force** (300 → 225 kN).


# %%
def alternate(path, usual, suspect):
    plant.reset(seed=6)
    plant.write("Injection.Speed", 66.0)
    shares = {usual: [], suspect: []}
    blocks = []
    for value in [usual, suspect, suspect, usual] * 4:
        plant.write(path, value)
        shares[value].append(made(4, "Parts.Rejected"))
        blocks.append((plant.time, shares[value][-1], value))
    return {value: np.mean(found) for value, found in shares.items()}, blocks


dryer, dryer_blocks = alternate("Dryer.Setpoint", 120.0, 124.0)
clamp, _ = alternate("Clamp.Setpoint", 300.0, 225.0)

scatter(
    text("네 개씩 번갈아 만든 구간의 불량", "Rejects in blocks of four parts, alternating"),
    *[
        Points(
            f"{value:.0f} °C",
            [t / 60 for t, _, v in dryer_blocks if v == value],
            [s for _, s, v in dryer_blocks if v == value],
        )
        for value in (120.0, 124.0)
    ],
    x_label=text("시간 (분)", "time (min)"),
    y_label=text("불량 (%)", "rejects (%)"),
)
bars(
    text("번갈아 바꿨을 때", "Alternating"),
    *[Bar(f"{text('건조기', 'dryer')} {value:.0f} °C", share) for value, share in dryer.items()],
    *[Bar(f"{text('형체력', 'clamp')} {value:.0f} kN", share, colour="#d55e00") for value, share in clamp.items()],
    unit=text("불량 %", "rejects %"),
)
(_, first), (_, second) = before_after
print(text("건조기의 차이 (%p)", "difference made by the dryer (percentage points)"))
print(text(f"  앞뒤로 한 번: {second - first:+.0f}", f"  once before and after: {second - first:+.0f}"))
print(text(f"  번갈아: {dryer[124.0] - dryer[120.0]:+.0f}", f"  alternating: {dryer[124.0] - dryer[120.0]:+.0f}"))
print(text("형체력의 차이 (%p)", "difference made by the clamp (percentage points)"))
print(text(f"  번갈아: {clamp[225.0] - clamp[300.0]:+.0f}", f"  alternating: {clamp[225.0] - clamp[300.0]:+.0f}"))
reveal(guess_dryer, "b")

# %% [markdown] lang="ko"
# 점 그림을 보십시오. 어느 순간부터 **두 색이 함께** 올라갑니다. 나빠진 것은 재료였습니다. 번갈아 바꾸면 건조기의 차이는 거의 사라지고, 형체력의 차이는 남습니다.
#
# ### 몇 개나 만들어야 할까요?
#
# 두 조건의 불량률이 **똑같이 40 %일** 때도 차이는 우연히 납니다. 동전을 던지듯 컴퓨터로 만 번씩 견주어, 우연이 만드는 차이를 봅니다.

# %% [markdown] lang="en"
# Look at the points: from some moment on **both colours** go up together. It was the material that turned bad. When we alternate, the dryer's difference all but vanishes, and that of the clamp remains.
#
# ### How many parts does it take?
#
# Even when both settings make **exactly 40 %** rejects, there will be a difference by chance. Let the computer toss coins and compare ten thousand times.

# %%
coins = np.random.default_rng(1)
for count in (3, 8, 16, 40):
    shares = coins.binomial(count, 0.4, size=(2, 10_000)) / count
    chance = 100 * np.quantile(abs(shares[0] - shares[1]), 0.95)
    print(
        text(
            f"{count:2d}개씩: 우연만으로 {chance:.0f} %p까지",
            f"{count:2d} each: up to {chance:.0f} points by chance alone",
        )
    )

# %% [markdown] lang="ko"
# 세 개씩이면 우연이 0 %와 67 %처럼 보이게도 합니다. **우연보다 큰 차이**라야 증거가 됩니다. 찾는 차이가 클수록 적게 만들어도 됩니다.

# %% [markdown] lang="en"
# With three each, chance can make it look like 0 % against 67 %. Only **a difference larger than chance** is evidence. The larger the difference you look for, the fewer parts you need.

# %% [markdown] lang="ko"
# ## 세 문장으로 정리합니다
#
# 1. 함께 움직인다고 원인은 아닙니다. 로트, 날씨, 교대조 같은 공통 원인이나 사람의 반응이 둘을 함께 움직입니다.
# 2. 원인은 **그것 하나만** 직접 바꿔 보아야 압니다. 바꾸는 순간 그것을 움직이던 화살표가 끊어집니다.
# 3. 공정한 비교는 번갈아 바꾸고, 우연보다 큰 차이가 나도록 넉넉히 만듭니다.

# %% [markdown] lang="en"
# ## In three sentences
#
# 1. Moving together is not causing: a common cause such as lot, weather or crew, or people's own reaction, moves both.
# 2. A cause is known by changing **it alone** with your own hands; that cuts the arrows which moved it.
# 3. A fair comparison alternates, and makes enough parts for a difference larger than chance.

# %% [markdown] lang="ko"
# ## 스스로 확인합니다
#
# **물음 1.** 기록을 보니 **보압을 올린 상자일수록 불량이 많습니다.** 작업자에게 물으니 "싱크 마크가 보이면 보압을 올린다"라고 합니다. 보압을 내려야 할까요?
#
# <details><summary>답 보기</summary>
#
# 기록만으로는 알 수 없습니다. 화살표가 **불량 → 보압**으로 가기 때문입니다. 사람이 불량을 보고 반응한 것이어서, 약을 먹는 사람이 더 아픈 것과 같습니다.
# 보압을 내리면 오히려 싱크 마크가 늘 수 있습니다. 보압 하나만 번갈아 바꾸어 확인해야 합니다.
#
# </details>
#
# **물음 2.** 설정 셋을 한꺼번에 평소 값으로 되돌렸더니 불량이 사라졌습니다. 라인은 다시 돕니다. 무엇이 모자랍니까?
#
# <details><summary>답 보기</summary>
#
# 급한 불은 껐지만 **원인은 모릅니다.** 셋 가운데 무엇이, 또는 어느 둘이 함께 그랬는지 알 수 없어 다음에 또 셋을 모두 의심해야 합니다.
# 하나씩 되돌려 보아야 합니다. 하나만 되돌렸을 때 불량이 사라지고, 다시 바꾸면 돌아오는 것이 원인입니다.
#
# </details>

# %% [markdown] lang="en"
# ## Check yourself
#
# **Question 1.** In the record, **boxes with more holding pressure have more rejects.** The operators say: "When we see sink marks we raise the holding pressure." Should it be lowered?
#
# <details><summary>Answer</summary>
#
# The record cannot tell, because here the arrow goes from **rejects to holding pressure**: people react to what they see, just as those who take medicine are more often ill.
# Lowering it may well bring more sink marks. Alternate the holding pressure alone to find out.
#
# </details>
#
# **Question 2.** Three settings were put back to their usual values at once, and the rejects were gone. The line runs again. What is missing?
#
# <details><summary>Answer</summary>
#
# The fire is out, but **the cause is unknown**. It may have been any one of the three or two of them together, and next time all three are suspects again.
# Put them back one at a time. The cause is the one whose return alone makes the rejects go, and whose change brings them back.
#
# </details>

# %% [markdown] lang="ko"
# 자리를 뜨기 전에 설비를 제자리로 돌려놓습니다.

# %% [markdown] lang="en"
# Before you leave, put the plant back as it was.

# %%
plant.close()
plant = connect("moulder", scenario="normal")
plant.close()

# %% [markdown] lang="ko"
# 이제 `assignment.ipynb`를 여십시오. 이번에는 용의자가 여럿이고, 기록에는 속이는 것이 들어 있습니다.

# %% [markdown] lang="en"
# Now open `assignment.ipynb`. There you will find several suspects, and decoys in the record.
