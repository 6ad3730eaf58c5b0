# %% [markdown] lang="ko"
# # D2. 사라진 시간을 찾습니다
#
# > 월요일 아침 회의입니다. 포장 라인 반장이 말합니다. "저희는 쉬지 않고 돌렸습니다. 고장은 두 번뿐이었고요."
# > 출하 담당이 되묻습니다. "그런데 왜 트럭이 반이나 비어서 나갔습니까?"
# > 두 사람 모두 거짓말을 하지 않았습니다.
#
# 라인이 **돌고 있었다**는 말과 물건이 **나왔다**는 말은 다릅니다. 그 사이에서 시간이 조금씩, 여러 군데로 새어 나갑니다.
# 새는 곳은 눈에 잘 띄지 않습니다. 10초짜리 걸림은 아무도 장부에 적지 않기 때문입니다.
#
# 오늘 하실 일은 네 가지입니다.
#
# 1. 포장 라인의 한 교대를 1분도 빠뜨리지 않고 기록합니다.
# 2. 그 시간을 쓴 곳에 따라 나눕니다.
# 3. 시간가동률, 성능가동률, 양품률을 구하고 곱해서 **설비종합효율(OEE)** 을 얻습니다.
# 4. 여섯 가지 큰 손실 가운데 무엇부터 줄일지 정합니다.
#
# **실행하기 전에는 꼭 예상부터 고르십시오.** 틀려도 괜찮습니다. 틀린 예상이 가장 오래 남습니다.

# %% [markdown] lang="en"
# # D2. Finding the time that got lost
#
# > Monday's meeting. The foreman of the packaging line: "We ran without a break. Two breakdowns, that was all."
# > Dispatch asks back: "Then why did the lorry leave half empty?"
# > Neither of them is lying.
#
# That a line **was running** and that goods **came out** are two different things. In between, time leaks away, a little here and a little there.
# Most leaks are hard to see: nobody writes a jam of ten seconds into the log.
#
# Four things to do today:
#
# 1. Record one shift of a packaging line, without leaving out a minute.
# 2. Sort that time by what it was spent on.
# 3. Find availability, performance and quality, and multiply them: **OEE**, the overall equipment effectiveness.
# 4. Decide which of the six big losses to fight first.
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

from labs.hmi.lesson import bars, chart, predict, reveal, text
from labs.hmi.svg import Bar, Series
from labs.session import connect

GREY, BLUE, ORANGE, GREEN = "#7b848c", "#0072b2", "#d55e00", "#009e73"
MINUTES = text("분", "minutes")
IDEAL_SECONDS = 1.0

# %% [markdown] lang="ko"
# ## 1. 라인을 봅니다 (10분)
#
# 포장 라인은 분당 **60개**를 싸도록 설계되었습니다. 한 개에 1초입니다. 라인은 자기 상태를 번호로 알려 줍니다.
#
# | 신호 | 알려 주는 것 |
# |---|---|
# | `Status.StateCurrent` | PackML 상태. **6(EXECUTE)** 이면 포장하고 있습니다 |
# | `Status.OperationMode` | **3은 생산**, 1은 계획 정지(휴식, 계획 보전) |
# | `Admin.StopReason` | 왜 섰는지. 아래 표를 보십시오 |
# | `Admin.ProdProcessedCount` | 지금까지 싼 개수(불량도 들어 있습니다) |
# | `Admin.ProdDefectiveCount` | 그 가운데 불량 |
#
# | 정지 원인 | 뜻 |
# |---|---|
# | 1 | 포장이 걸려 잠깐 멈춤(순간 정지) |
# | 2 | 필름이 떨어져 롤을 갈아 끼움 |
# | 3, 4 | 앞 공정에서 오지 않음, 뒤가 막혀 기다림 |
# | 5, 6 | 고장: 구동부, 실링부 |
# | 10 | 계획 정지를 위해 세우고, 끝나서 다시 시작 |

# %% [markdown] lang="en"
# ## 1. Look at the line (10 minutes)
#
# The packaging line was designed for **60 packs** a minute, one a second. It tells its condition in numbers.
#
# | signal | what it tells |
# |---|---|
# | `Status.StateCurrent` | PackML state; in **6 (EXECUTE)** it is packing |
# | `Status.OperationMode` | **3 is production**, 1 a planned stop (break, planned maintenance) |
# | `Admin.StopReason` | why it stopped; see the table below |
# | `Admin.ProdProcessedCount` | packs so far, rejected ones among them |
# | `Admin.ProdDefectiveCount` | those that were rejected |
#
# | stop reason | meaning |
# |---|---|
# | 1 | a pack jams, and the line stops for a moment (micro-stop) |
# | 2 | the film has run out and a new roll is put in |
# | 3, 4 | nothing arrives, or the way out is blocked: it waits |
# | 5, 6 | breakdown of the drive, of the sealer |
# | 10 | stopping for a planned stop, and starting again afterwards |

# %%
plant = connect("packer", scenario="shift")
plant.reset(seed=7)
plant.set_clock(mode="lockstep")
print(text("속도 설정값", "speed setpoint"), round(plant.read("Command.MachSpeed"), 1))
print(plant.sample("Status.StateCurrent"))

# %% [markdown] lang="ko"
# 속도 설정값이 설계 속도보다 낮습니다. 누군가 라인을 조금 느리게 맞춰 놓았군요. 왜 그랬는지는 뒤에서 알게 됩니다.
#
# 이제 40분짜리 짧은 교대를 통째로 기록하겠습니다. 2초마다 다섯 신호를 적습니다. 몇 초만 기다리십시오.

# %% [markdown] lang="en"
# The speed setpoint is below the design speed: somebody has set the line a little slower. We shall see why.
#
# Now we record a whole short shift of 40 minutes, five signals every 2 seconds. It takes a few seconds.

# %%
PATHS = ["Status.StateCurrent", "Status.OperationMode", "Admin.StopReason"]
PATHS += ["Admin.ProdProcessedCount", "Admin.ProdDefectiveCount"]
EACH = 2.0

rows = [[t, *plant.read_many(PATHS).values()] for t in plant.every(EACH, minutes=40)]
seconds, state, mode, reason, packs, bad = np.array(rows).T
print(len(rows))

# %% [markdown] lang="ko"
# **예상해 보십시오.** 40분이면 설계 속도로 2,400개입니다. 팔 수 있는 것이 몇 개 나왔을까요?
#
# - **a** 2,200개쯤 &nbsp; **b** 1,700개쯤 &nbsp; **c** 1,100개가 안 됨

# %% [markdown] lang="en"
# **Predict.** At design speed 40 minutes make 2,400 packs. How many came out that can be sold?
#
# - **a** about 2,200 &nbsp; **b** about 1,700 &nbsp; **c** less than 1,100

# %%
guess_packs = predict("a", "b", "c")

# %%
planned_stop = seconds[mode == 1]
chart(
    text("한 교대 동안 나온 것", "What came out of one shift"),
    Series(text("설계 속도라면", "at design speed"), seconds, seconds / IDEAL_SECONDS, style="dashed"),
    Series(text("양품", "good packs"), seconds, packs - bad),
    y_label=text("개", "packs"),
    marks=[(planned_stop[0], text("계획 정지", "planned stop")), (planned_stop[-1], text("다시 시작", "on again"))],
)
print(text("양품", "good packs"), int(packs[-1] - bad[-1]))
reveal(guess_packs, "c")

# %% [markdown] lang="ko"
# 반도 나오지 않았습니다. 선을 자세히 보십시오. 평평한 곳은 서 있던 때입니다. 그런데 **오르고 있는 곳도 점선보다 눕습니다.**
# 짧게 멈추고 느리게 돈 것은 그래프에서도 겨우 보입니다. 그래서 눈으로 찾지 않고 **셉니다.**

# %% [markdown] lang="en"
# Less than half. Look closely: where the line is flat the plant stood. But **even where it climbs it climbs less steeply than the dashes.**
# Short stops and slow running hardly show even in a picture. So we do not search for them by eye: we **count**.

# %% [markdown] lang="ko"
# ## 2. 시간을 나눕니다 (12분)
#
# 2초짜리 조각이 1,200개 있습니다. 조각마다 한 가지 이름을 붙입니다. 빠뜨리지도, 두 번 세지도 않는 것이 중요합니다.
#
# **예상해 보십시오.** 부하 시간(생산하기로 한 시간) 가운데 가장 많이 잃은 곳은 어디일까요?
#
# - **a** 고장
# - **b** 순간 정지와 대기
# - **c** 불량품을 만든 시간

# %% [markdown] lang="en"
# ## 2. Sort the time (12 minutes)
#
# There are 1,200 pieces of 2 seconds. Each gets one name. What matters is that none is left out and none is counted twice.
#
# **Predict.** Where was most of the planned time (the time meant for production) lost?
#
# - **a** in breakdowns
# - **b** in micro-stops and waiting
# - **c** in making packs that were rejected

# %%
guess_loss = predict("a", "b", "c")


# %%
def minutes(pieces):
    return float(np.sum(pieces)) * EACH / 60


planned = mode == 3
running = planned & (state == 6)
stopped = planned & ~running

whole = len(seconds) * EACH / 60
breakdown = minutes(stopped & np.isin(reason, [5, 6]))
setup = minutes(stopped & np.isin(reason, [2, 10]))
minor = minutes(stopped & np.isin(reason, [1, 3, 4]))
made, rejected = packs[-1], bad[-1]
slow = minutes(running) - made * IDEAL_SECONDS / 60
reject_time = rejected * IDEAL_SECONDS / 60
good_time = (made - rejected) * IDEAL_SECONDS / 60

steps = [
    (text("계획 정지", "planned stop"), whole - minutes(planned), GREY),
    (text("고장", "breakdowns"), breakdown, ORANGE),
    (text("준비·조정(필름 교체)", "setup (change of film)"), setup, ORANGE),
    (text("순간 정지·대기", "micro-stops, waiting"), minor, BLUE),
    (text("속도 저하", "reduced speed"), slow, BLUE),
    (text("불량", "rejects"), reject_time, "#aa4499"),
]
picture, left = [Bar(text("교대 시간", "the shift"), whole, colour=GREY)], whole
for name, lost, colour in steps:
    left -= lost
    picture.append(Bar(name, lost, start=left, colour=colour))
picture.append(Bar(text("양품을 만든 시간", "time for good packs"), good_time, colour=GREEN))
bars(text("40분은 어디로 갔습니까?", "Where did forty minutes go?"), *picture, unit=MINUTES)
reveal(guess_loss, "b")

# %% [markdown] lang="ko"
# 위에서 아래로 읽으십시오. 막대 하나가 깎일 때마다 그만큼 왼쪽으로 물러나고, 끝에 남은 초록 막대가 **정말로 물건을 만든 시간**입니다.
#
# 놀라운 것은 두 가지입니다. 장부에 적히는 **고장**보다 아무도 적지 않는 **순간 정지와 대기**가 더 깁니다.
# 그리고 **느리게 돈 것**은 라인이 한 번도 서지 않았는데도 그만큼의 시간을 가져갔습니다.
#
# '속도 저하'를 어떻게 구했는지 보십시오. 돌고 있던 시간에서, 나온 개수를 설계 속도로 만들 때 걸릴 시간(1개에 1초)을 뺐습니다.

# %% [markdown] lang="en"
# Read it from top to bottom. Each loss pushes the end further to the left, and the green bar that remains is **the time that really went into goods**.
#
# Two things are surprising. **Micro-stops and waiting**, which nobody writes down, took longer than the **breakdowns** that everybody remembers.
# And **running slowly** took its share although the line did not stand still for it at all.
#
# See how 'reduced speed' was found: the time spent running, less the time that the packs made would have taken at design speed (1 second each).

# %%
total = sum(lost for _, lost, _ in steps) + good_time
print(text(f"모두 더하면 {total:.1f}분", f"all together {total:.1f} minutes"))

# %% [markdown] lang="ko"
# 모두 더하면 다시 교대 시간이 됩니다. **빠진 것도 겹친 것도 없다**는 증거입니다. 손실을 나누었다면 언제나 이렇게 검산하십시오.

# %% [markdown] lang="en"
# Together they make the shift again: **nothing is missing and nothing was counted twice.** Check yourself this way whenever you split a loss.

# %% [markdown] lang="ko"
# ## 3. 세 비율과 OEE (10분)
#
# 그림의 색은 아무렇게나 고르지 않았습니다. 주황은 **서 있던** 손실, 파랑은 **느렸던** 손실, 자주는 **버린** 손실입니다. 색마다 비율이 하나씩 있습니다.
#
# | 비율 | 무엇을 무엇으로 나눕니까? | 묻는 것 |
# |---|---|---|
# | **시간가동률** | 가동 시간 ÷ 부하 시간 | 돌아야 할 때 섰습니까? |
# | **성능가동률** | 기준 사이클 시간 × 생산 수량 ÷ 가동 시간 | 도는 동안 느렸습니까? |
# | **양품률** | 양품 수량 ÷ 생산 수량 | 만든 것을 버렸습니까? |
#
# **부하 시간**은 교대 시간에서 계획 정지를 뺀 것입니다. 쉬기로 한 시간은 라인의 잘못이 아니기 때문입니다.
# **가동 시간**은 부하 시간에서 고장과 준비·조정을 뺀 것입니다. 순간 정지와 대기는 **빼지 않습니다.** 그 손실은 성능가동률에 나타납니다.
# 이것은 나카지마 세이이치(*Introduction to TPM*, 1988)가 정한 약속이고, 이 라인도 그렇게 셉니다.
#
# **기준 사이클 시간**은 설계 속도에서 한 개에 걸리는 시간입니다. 지금의 속도 설정값이 아닙니다.
#
# ### 풀이: 손으로 한 번 구해 봅시다

# %% [markdown] lang="en"
# ## 3. Three factors and OEE (10 minutes)
#
# The colours were not chosen at random. Orange are losses by **standing**, blue by **being slow**, purple by **throwing away**. There is one factor for each.
#
# | factor | what is divided by what? | what it asks |
# |---|---|---|
# | **availability** | operating time ÷ planned time | did it stand when it should run? |
# | **performance** | ideal cycle time × packs processed ÷ operating time | was it slow while it ran? |
# | **quality** | good packs ÷ packs processed | was anything thrown away? |
#
# **Planned time** is the shift without planned stops, for a break that was agreed on is not the line's fault.
# **Operating time** is planned time without breakdowns, setup and adjustment. Micro-stops and waiting are **not taken away**: they show in performance.
# That convention is Seiichi Nakajima's (*Introduction to TPM*, 1988), and the line counts in the same way.
#
# The **ideal cycle time** is what one pack takes at design speed. It is not the present setpoint.
#
# ### Worked example: once by hand

# %%
operating = minutes(planned) - breakdown - setup
availability = operating / minutes(planned)
performance = (made * IDEAL_SECONDS / 60) / operating
quality = (made - rejected) / made
oee = availability * performance * quality

lines = [
    (text("시간가동률", "availability"), operating, minutes(planned), availability),
    (text("성능가동률", "performance"), made * IDEAL_SECONDS / 60, operating, performance),
    (text("양품률", "quality"), made - rejected, made, quality),
]
for name, part, of, share in lines:
    print(f"{part:8.1f} / {of:6.1f} = {100 * share:5.1f} %  {name}")
print(f"{'':20}{100 * oee:5.1f} %  OEE")

# %% [markdown] lang="ko"
# 셋 다 그럴듯해 보이지만 **곱하면** 반을 조금 넘습니다. 반장이 말한 것은 시간가동률뿐이었습니다.
#
# 곱한 값에는 더 짧은 길이 있습니다. 가운데 것들이 지워지기 때문입니다.
#
# $$\text{OEE} = \frac{\text{기준 사이클 시간} \times \text{양품 수량}}{\text{부하 시간}}$$
#
# 그림으로 말하면 **초록 막대를 부하 시간으로 나눈 것**입니다. 확인해 봅시다.

# %% [markdown] lang="en"
# Each of the three looks acceptable, but **multiplied** they give little more than half. What the foreman had in mind was availability alone.
#
# There is a shorter way to the product, since what lies in between cancels out:
#
# $$\text{OEE} = \frac{\text{ideal cycle time} \times \text{good packs}}{\text{planned time}}$$
#
# In the picture: **the green bar divided by the planned time.** Let us see.

# %%
print(f"{100 * good_time / minutes(planned):.1f} %")

# %% [markdown] lang="ko"
# **나누기 전에 볼 것.** 라인이 하루 종일 서 있었다면 가동 시간도 생산 수량도 0입니다. 그런 날 보고서 프로그램이 오류를 내고 멈추면 가장 중요한 날의 기록이 사라집니다.
# 그래서 분모가 0이면 그 비율을 0으로 적기로 합니다. 라인도 그렇게 셉니다.

# %% [markdown] lang="en"
# **Before you divide.** Where a line stood all day, operating time and packs are both 0. If the report program stops with an error then, the record of the most important day is lost.
# So where the divisor is 0, the factor is put down as 0. The line does the same.

# %% [markdown] lang="ko"
# ## 4. 여섯 가지 큰 손실, 무엇부터? (13분)
#
# 나카지마는 손실을 여섯 가지로 나누었습니다.
#
# | 비율 | 손실 | 우리 라인에서는 |
# |---|---|---|
# | 시간가동률 | ① 고장 | 구동부, 실링부 |
# | | ② 준비·조정 | 필름 교체, 다시 시작 |
# | 성능가동률 | ③ 순간 정지·대기(공회전) | 걸림, 오지 않음, 막힘 |
# | | ④ 속도 저하 | 설정값이 설계 속도보다 낮음 |
# | 양품률 | ⑤ 공정 불량 | 약한 봉합, 중량 |
# | | ⑥ 초기 수율 | 이 라인은 따로 세지 않습니다 |
#
# ④가 눈에 띕니다. 속도 설정값만 올리면 되니 가장 쉬워 보입니다. 같은 교대를 **속도만 바꾸어** 다시 돌려 봅시다.
#
# **예상해 보십시오.** 분당 80개로 올리면 양품은 어떻게 될까요?
#
# - **a** 그만큼 늘어난다 &nbsp; **b** 거의 그대로다 &nbsp; **c** 줄어든다

# %% [markdown] lang="en"
# ## 4. Six big losses: which one first? (13 minutes)
#
# Nakajima sorted losses into six.
#
# | factor | loss | on our line |
# |---|---|---|
# | availability | (1) breakdowns | drive, sealer |
# | | (2) setup and adjustment | change of film, starting again |
# | performance | (3) micro-stops, idling | jams, nothing arrives, way blocked |
# | | (4) reduced speed | setpoint below the design speed |
# | quality | (5) process defects | weak seals, weight |
# | | (6) start-up | not counted on its own by this line |
#
# Loss (4) strikes the eye: it seems the easiest, one only has to raise the setpoint. Let us run the same shift again and **change nothing but the speed**.
#
# **Predict.** What becomes of the good packs at 80 a minute?
#
# - **a** more, in proportion &nbsp; **b** about the same &nbsp; **c** fewer

# %%
guess_speed = predict("a", "b", "c")


# %%
def shift_at(speed):
    plant.reset(seed=7)
    plant.write("Command.MachSpeed", speed)
    plant.advance(40 * 60)
    return plant.read("Admin.ProdProcessedCount"), plant.read("Admin.ProdDefectiveCount")


outcome = []
for speed in (50.0, 60.0, 80.0):
    all_packs, all_bad = shift_at(speed)
    outcome.append(Bar(text(f"분당 {speed:.0f}개", f"{speed:.0f} a minute"), all_packs - all_bad, colour=GREEN))
    print(speed, all_packs, all_bad)
bars(text("같은 교대, 다른 속도: 양품", "One shift, three speeds: good packs"), *outcome, unit=text("개", "packs"))
reveal(guess_speed, "c")

# %% [markdown] lang="ko"
# 빨리 돌릴수록 **줄었습니다.** 출력된 숫자를 보십시오. 빨라지면 실링 조가 누르는 시간이 짧아져 봉합이 약해지고, 걸림도 잦아집니다.
# ④ 하나를 줄이려다 ③과 ⑤를 키운 것입니다. 누군가 라인을 느리게 맞춰 둔 데에는 까닭이 있었습니다.
#
# 그러니 순서는 이렇습니다. **큰 손실부터** 보되, 왜 생겼는지 알아낸 다음에 손을 댑니다. 줄인 뒤에는 **다른 손실이 커지지 않았는지** OEE 전체로 확인합니다.

# %% [markdown] lang="en"
# The faster, the **fewer**. Look at the printed numbers: at higher speed the sealing jaw presses for a shorter time, seals get weak, and packs jam more often.
# Reducing loss (4) has fed (3) and (5). There was a reason why somebody had set the line slower.
#
# So this is the order of things: look at **the largest loss first**, but find out where it comes from before you act. Afterwards look at OEE as a whole to see that **no other loss has grown**.

# %%
ranking = sorted(steps[1:], key=lambda step: -step[1])
bars(
    text("처음 교대의 손실, 큰 것부터", "The first shift's losses, largest first"),
    *(Bar(name, lost, colour=colour) for name, lost, colour in ranking),
    unit=MINUTES,
)

# %% [markdown] lang="ko"
# 이렇게 큰 것부터 늘어놓은 그림을 **파레토 그림**이라고 합니다. 여러분이 공장장이라면 첫 번째 막대를 줄이려고 누구에게 무엇을 물어보시겠습니까? 옆 사람과 이야기해 보십시오.

# %% [markdown] lang="en"
# A picture with the largest first is called a **Pareto chart**. If you were the plant manager, whom would you ask what about the first bar? Talk it over with your neighbour.

# %% [markdown] lang="ko"
# ## 세 문장으로 정리합니다
#
# 1. 부하 시간을 손실과 양품 시간으로 남김없이 나누고, 더해서 검산합니다.
# 2. OEE는 시간가동률 × 성능가동률 × 양품률이며, 계획 정지는 빼고 순간 정지는 성능가동률에 넣습니다.
# 3. 가장 큰 손실부터 까닭을 찾고, 하나를 줄일 때 다른 것이 커지지 않는지 전체를 봅니다.

# %% [markdown] lang="en"
# ## In three sentences
#
# 1. Split the planned time into losses and time for good packs without a remainder, and check by adding up.
# 2. OEE is availability × performance × quality; planned stops stay out, and micro-stops belong to performance.
# 3. Begin with the largest loss and its reason, and see that no other grows while you reduce it.

# %% [markdown] lang="ko"
# ## 스스로 확인합니다
#
# **물음 1.** 새 반장이 설계 속도를 분당 60개에서 50개로 고쳐 적었습니다. 라인은 그대로인데 OEE가 올랐습니다. 무엇이 나아졌습니까?
#
# <details><summary>답 보기</summary>
#
# 아무것도 나아지지 않았습니다. 기준 사이클 시간이 1초에서 1.2초로 늘어 성능가동률의 분자만 커졌습니다. **속도 저하 손실을 보이지 않게 한 것**입니다.
# 하루에 나오는 양품은 그대로입니다. OEE를 견주려면 정의가 같아야 합니다. 성능가동률이 100 %를 넘는다면 설계 속도를 잘못 적었다는 신호입니다.
#
# </details>
#
# **물음 2.** A 라인은 시간가동률 80 %, 성능가동률 95 %, 양품률 99 %이고, B 라인은 95 %, 80 %, 99 %입니다. OEE는 같습니다. 해야 할 일도 같습니까?
#
# <details><summary>답 보기</summary>
#
# 다릅니다. A는 **오래 서 있는** 라인이니 고장과 교체를 보아야 합니다. 예방 보전이나 교체 시간 단축이 듣습니다.
# B는 **서지 않지만 느린** 라인이니 걸림, 대기, 속도를 보아야 합니다. OEE 하나만 보고하면 이 차이가 사라집니다. 그래서 언제나 세 비율을 함께 적습니다.
#
# </details>

# %% [markdown] lang="en"
# ## Check yourself
#
# **Question 1.** A new foreman changes the design speed on paper from 60 to 50 packs a minute. The line is the same, but OEE has gone up. What has got better?
#
# <details><summary>Answer</summary>
#
# Nothing. The ideal cycle time grew from 1 s to 1.2 s, and with it the numerator of performance. **The loss by reduced speed was merely hidden.**
# As many good packs come out as before. To compare OEE, definitions have to be equal. A performance above 100 % is a sign that the design speed was put down wrongly.
#
# </details>
#
# **Question 2.** Line A has 80 % availability, 95 % performance, 99 % quality; line B has 95 %, 80 %, 99 %. Their OEE is the same. Is what has to be done the same, too?
#
# <details><summary>Answer</summary>
#
# No. Line A **stands for long**: look at breakdowns and changes. Preventive maintenance helps, or quicker changeovers.
# Line B **does not stand but is slow**: look at jams, waiting and speed. If only OEE is reported, the difference is lost. So always put down all three factors.
#
# </details>

# %% [markdown] lang="ko"
# 자리를 뜨기 전에 설비를 제자리로 돌려놓습니다.

# %% [markdown] lang="en"
# Before you leave, put the plant back as it was.

# %%
plant.close()
plant = connect("packer", scenario="normal")
plant.close()

# %% [markdown] lang="ko"
# 이제 `assignment.ipynb`를 여십시오. 이번 교대에서는 무엇이 언제 멈추는지 알려 드리지 않습니다.

# %% [markdown] lang="en"
# Now open `assignment.ipynb`. There nobody tells you what stops when.
