# %% [markdown] lang="ko"
# # F1 과제: 설비를 흉내 내는 모델로 불량을 절반으로 줄이십시오
#
# 렌즈 사출 성형기 여러 대를 맡으셨습니다. 금형마다 냉각 유로에 낀 스케일이 다르고, 설비마다 닳은 곳이 다릅니다. 작업 지시는 두 가지입니다.
#
# | 문제 | 할 일 | 배점 |
# |---|---|---|
# | 1 | 금형 온도를 흉내 내는 모델을 맞추고, 해 보지 않은 운전을 예측합니다 | 5 |
# | 2 | 시험 기록에 모델을 맞추고, 불량을 절반으로 줄이는 조건을 고릅니다 | 5 |
#
# 채점할 때는 **스케일도, 닳은 곳도, 재료와 날씨도 다릅니다.** 그러니 한 설비의 숫자가 아니라, 어느 설비에나 통하는 방법을 적으십시오.

# %% [markdown] lang="en"
# # F1 assignment: halve the rejects with a model of the machine
#
# You are in charge of several moulders that make lenses. The scale in their cooling channels differs from mould to mould, and what is worn from machine to machine. The work order has two parts.
#
# | question | what to do | points |
# |---|---|---|
# | 1 | fit a model of the mould's temperature and predict a run that was never made | 5 |
# | 2 | fit a model to a record of trials and choose settings that halve the rejects | 5 |
#
# In grading, **scale, wear, material and weather are different.** So do not write the numbers of one machine; write a method that works on any.

# %% setup="begin"
import numpy as np

from labs.check import examination

check = examination("f1")

RANGES = {
    "Barrel.Setpoint": (280.0, 315.0),
    "Mould.Setpoint": (85.0, 105.0),
    "Injection.Speed": (50.0, 70.0),
    "Hold.Pressure": (35.0, 100.0),
    "Hold.Time": (2.0, 8.0),
    "Cool.Time": (5.0, 13.0),
}
DEFECTS = ["ShortShot", "Flash", "SinkMark", "Splay", "Warp"]


def cycle_time(settings):
    return 5.5 + 48 / settings["Injection.Speed"] + settings["Hold.Time"] + settings["Cool.Time"]


# %% [markdown] lang="ko"
# ## 문제 1. 금형 온도를 흉내 냅니다
#
# 함수는 **두 개**입니다. `fit(plant)`은 생산 중인 설비를 **30분** 동안 흔들어 보고 모델의 숫자들을 돌려줍니다.
# `predict(model, plan)`은 그 숫자들로, **해 보지 않은 20분 운전**의 금형 온도를 계산합니다.
#
# | `fit`에서 쓰는 것 | 뜻 |
# |---|---|
# | `plant.read("Mould.Temperature")` | 금형 온도 (°C) |
# | `plant.read("Room.Temperature")` | 실내 온도 (°C). 스케일이 많을수록 금형은 물보다 공기를 더 따릅니다 |
# | `plant.write("Mould.Setpoint", 110.0)` | 온조기 물 온도 (40~130 °C). 금형은 몇 분에 걸쳐 따라옵니다 |
# | `plant.write("Cool.Time", 18.0)` | 냉각 시간 (4~40초). 사이클이 길어지면 수지가 가져오는 열이 줄어듭니다 |
# | `for t in plant.every(10.0):` | 10초마다 되풀이합니다. 30분이 지나면 저절로 끝납니다 |
#
# 사이클 시간은 `10.8 + Cool.Time`초입니다(다른 설정은 그대로 둘 때). `fit`은 숫자의 목록이나 딕셔너리를 돌려줍니다.
#
# | `plan`에 든 것 | 뜻 |
# |---|---|
# | `plan["seconds"]` | 시각: 0, 10, 20, … (모두 120개) |
# | `plan["water"]` | 그때의 온조기 물 온도. 두 번 바뀝니다 |
# | `plan["cycle"]` | 그때의 사이클 시간(초). 한 번 길어집니다 |
# | `plan["room"]` | 그때의 실내 온도 |
# | `plan["start"]` | 시각 0의 금형 온도 |
#
# `predict`는 시각마다의 금형 온도 120개를 목록으로 돌려줍니다. 서로 다른 금형 **두 개**에서 **오차가 5 % 이하**여야 합니다.
# 오차는 예측과 참값의 차이를 제곱해 평균하고 제곱근을 취한 것(RMS)을, 그 운전에서 온도가 움직인 폭으로 나눈 값입니다.

# %% [markdown] lang="en"
# ## Question 1. A model of the mould's temperature
#
# There are **two** functions. `fit(plant)` shakes a producing machine for **30 minutes** and returns the numbers of a model.
# `predict(model, plan)` uses these numbers to compute the mould temperature in **20 minutes that were never run**.
#
# | in `fit` you use | meaning |
# |---|---|
# | `plant.read("Mould.Temperature")` | temperature of the mould (°C) |
# | `plant.read("Room.Temperature")` | temperature of the hall (°C); the more scale, the more the mould goes with the air instead of the water |
# | `plant.write("Mould.Setpoint", 110.0)` | temperature of the mould's water (40 to 130 °C); the mould follows within minutes |
# | `plant.write("Cool.Time", 18.0)` | cooling time (4 to 40 s); with longer cycles the plastic brings in less heat |
# | `for t in plant.every(10.0):` | repeat every 10 s; it ends by itself after 30 minutes |
#
# The cycle time is `10.8 + Cool.Time` seconds (the other settings being left alone). `fit` returns a list of numbers or a dictionary.
#
# | in `plan` there is | meaning |
# |---|---|
# | `plan["seconds"]` | the time: 0, 10, 20, … (120 in all) |
# | `plan["water"]` | the water's temperature at that time; it changes twice |
# | `plan["cycle"]` | the cycle time (s) at that time; it gets longer once |
# | `plan["room"]` | the temperature of the hall at that time |
# | `plan["start"]` | the mould's temperature at time 0 |
#
# `predict` returns a list of the 120 mould temperatures. On **two** different moulds the **error has to be 5 % or less**.
# The error is the root mean square (RMS) of prediction minus truth, divided by the span over which the temperature moved in that run.


# %% answer="fit"
def fit(plant):
    ### BEGIN SOLUTION
    begun = plant.time
    changes = {
        240: ("Mould.Setpoint", 112.0),
        660: ("Cool.Time", 19.0),
        1020: ("Mould.Setpoint", 76.0),
        1440: ("Cool.Time", 10.0),
    }
    rows = []
    for t in plant.every(10.0):
        if round(t - begun) in changes:
            plant.write(*changes[round(t - begun)])
        seen = plant.read_many(["Mould.Temperature", "Mould.Setpoint", "Room.Temperature", "Cool.Time"])
        rows.append(list(seen.values()))
    mould, water, room, cool = np.array(rows).T
    terms = np.column_stack([water - mould, room - mould, 1 / (10.8 + cool)])
    so_far = np.vstack([np.zeros(3), np.cumsum(terms[:-1], axis=0) * 10.0])
    numbers, *_ = np.linalg.lstsq(np.column_stack([so_far, np.ones(len(mould))]), mould, rcond=None)
    return numbers[:3]
    ### END SOLUTION


# %% answer="predict"
def predict(model, plan):
    ### BEGIN SOLUTION
    of_water, of_room, of_cycle = model
    mould, told = plan["start"], []
    for water, room, cycle in zip(plan["water"], plan["room"], plan["cycle"], strict=True):
        told.append(mould)
        mould += 10.0 * (of_water * (water - mould) + of_room * (room - mould) + of_cycle / cycle)
    return told
    ### END SOLUTION


# %% check="predicts-trajectory" points=5
check("predicts-trajectory", fit, predict)

# %% [markdown] lang="ko"
# ## 문제 2. 불량을 절반으로
#
# 닳은 설비가 불량을 냅니다. 이 설비에서 설정을 **제비뽑기로** 바꿔 가며 만든 제품 2,000개의 기록 `trials`가 있습니다.
# 설정을 사람이 고르지 않았으므로, 이 기록의 상관은 인과입니다(E2).
#
# | 이름 | 뜻 |
# |---|---|
# | `trials["Hold.Pressure"]` 등 여섯 가지 | 제품마다의 설정 (목록, 2,000개) |
# | `trials["ShortShot"]`, `["Flash"]`, `["SinkMark"]`, `["Splay"]`, `["Warp"]` | 그 불량이 있으면 1, 없으면 0: 미성형, 버, 싱크 마크, 은줄, 휨 |
# | `today` | 지금의 설정: `{"Hold.Pressure": 50.0, …}` |
# | `RANGES` | 설정마다 쓸 수 있는 범위 |
# | `cycle_time(settings)` | 그 설정의 사이클 시간(초) |
#
# `improve(trials, today)`는 `today`와 같은 이름 여섯 개의 딕셔너리를 돌려줍니다. 다음을 모두 지켜 주십시오.
#
# - `RANGES`의 범위 안에 있습니다.
# - 사이클이 지금보다 길어지지 않습니다. 느려지면 납기를 못 맞춥니다.
# - 재료와 날씨가 다른 **여러 날**에 설비를 정말로 돌렸을 때, 불량률이 지금 설정의 **절반 이하**입니다.
#
# 닳은 곳이 서로 다른 설비 **두 대**에서 확인합니다.

# %% [markdown] lang="en"
# ## Question 2. Half the rejects
#
# A worn machine makes rejects. There is a record `trials` of 2,000 parts made on this machine with settings **drawn by lot**.
# Since nobody chose the settings, correlation in this record is causation (E2).
#
# | name | meaning |
# |---|---|
# | `trials["Hold.Pressure"]` and the other five | the setting of each part (a list of 2,000) |
# | `trials["ShortShot"]`, `["Flash"]`, `["SinkMark"]`, `["Splay"]`, `["Warp"]` | 1 where the part has this defect, else 0: short shot, flash, sink mark, splay, warp |
# | `today` | the present settings: `{"Hold.Pressure": 50.0, …}` |
# | `RANGES` | the range that each setting may have |
# | `cycle_time(settings)` | the cycle time (s) with these settings |
#
# `improve(trials, today)` returns a dictionary with the six names of `today`. Keep all of these:
#
# - every setting lies within `RANGES`;
# - the cycle is no longer than now: a slower machine misses its deliveries;
# - when the machine really runs on **several days** with other material and weather, it makes **at most half** the share of rejects of the present settings.
#
# You will be given **two** machines that are worn in different places.


# %% answer="improve"
def improve(trials, today):
    ### BEGIN SOLUTION
    from sklearn.linear_model import LogisticRegression

    names = list(today)
    tried = np.array([trials[name] for name in names]).T
    low, high = np.array([RANGES[name] for name in names]).T
    middle, half = (low + high) / 2, (high - low) / 2
    asked = np.random.default_rng(1).uniform(low, high, size=(20_000, len(names)))
    seconds = cycle_time({name: asked[:, place] for place, name in enumerate(names)})
    asked = asked[seconds <= cycle_time(today)]
    good = np.ones(len(asked))
    for defect in DEFECTS:
        if sum(trials[defect]) >= 5:
            model = LogisticRegression().fit((tried - middle) / half, trials[defect])
            good *= model.predict_proba((asked - middle) / half)[:, 0]
    return dict(zip(names, asked[np.argmax(good)].tolist(), strict=True))
    ### END SOLUTION


# %% check="halves-defects" points=5
check("halves-defects", improve)

# %% [markdown] lang="ko"
# ## 제출하기 전에
#
# 위 메뉴에서 커널을 다시 시작하고 처음부터 끝까지 한 번 실행해 보십시오. 두 확인 셀이 모두 통과하면 제출하십시오.

# %% [markdown] lang="en"
# ## Before you hand it in
#
# Restart the kernel from the menu above and run everything once from top to bottom. When both checks pass, submit.
