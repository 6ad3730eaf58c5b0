# %% [markdown] lang="ko"
# # @UNIT@. 새 단원: 여기에 제목을 적습니다
#
# > 현장의 물음으로 시작하십시오. 누가, 언제, 무엇 때문에 곤란했습니까?
#
# 오늘 하실 일은 두 가지입니다.
#
# 1. 열처리로의 히터 출력을 올리고 온도를 지켜봅니다.
# 2. 5분 동안 온도가 얼마나 오르는지 잽니다.

# %% [markdown] lang="en"
# # @UNIT@. A new unit: write its title here
#
# > Begin with a question from the shop floor: who was in trouble, when, and why?
#
# Two things to do today:
#
# 1. Raise the furnace's heater power and watch the temperature.
# 2. Measure how far the temperature rises in 5 minutes.

# %% folded=true
import numpy as np

from labs.hmi.lesson import chart, predict, reveal, text
from labs.hmi.svg import Series
from labs.session import connect

# %% [markdown] lang="ko"
# ## 1. 살아 있는 설비를 봅니다
#
# **예상해 보십시오.** 히터 출력을 10 % 올리면 5분 뒤 온도는 어떻게 될까요?
#
# - **a** 그대로입니다 &nbsp; **b** 조금씩 오릅니다 &nbsp; **c** 바로 뛰어오릅니다

# %% [markdown] lang="en"
# ## 1. Look at the live plant
#
# **Predict.** You raise the heater power by 10 %. What will the temperature do within 5 minutes?
#
# - **a** nothing &nbsp; **b** rise bit by bit &nbsp; **c** jump at once

# %%
guess = predict("a", "b", "c")

# %%
plant = connect("furnace", scenario="step")
plant.reset(seed=1)
plant.set_clock(mode="lockstep")
plant.write("Zone1.HeaterPower", plant.read("Zone1.HeaterPower") + 10)
rows = [(t, plant.read("Zone1.Temperature")) for t in plant.every(5.0, minutes=5)]
seconds, temperature = np.array(rows, float).T
chart(
    text("히터 출력을 10 % 올린 뒤", "After raising the heater power by 10 %"),
    Series(text("1구역 온도", "Zone 1 temperature"), seconds, temperature),
)
print(
    text(f"5분 동안 {temperature[-1] - temperature[0]:.0f} K", f"{temperature[-1] - temperature[0]:.0f} K in 5 minutes")
)
reveal(guess, "b")

# %% [markdown] lang="ko"
# ## 정리
#
# 1. 온도는 히터 출력을 바로 따라오지 않습니다.
# 2. 얼마나 오르는지는 열처리로마다 다릅니다.
# 3. 그래서 외우지 않고 잽니다.

# %% [markdown] lang="en"
# ## Summary
#
# 1. Temperature does not follow the heater power at once.
# 2. How far it rises differs from furnace to furnace.
# 3. So we measure, and do not memorise.

# %% [markdown] lang="ko"
# ## 스스로 확인합니다
#
# **물음 1.** 왜 온도는 바로 뛰어오르지 않을까요?
#
# <details><summary>답 보기</summary>
#
# 열처리로 안의 벽과 소재가 데워지는 데 시간이 걸리기 때문입니다.
#
# </details>
#
# **물음 2.** 같은 10 %를 올렸는데 옆 열처리로는 더 많이 올랐습니다. 고장일까요?
#
# <details><summary>답 보기</summary>
#
# 그렇지 않을 수 있습니다. 크기와 단열이 다르면 오르는 폭도 다릅니다.
#
# </details>

# %% [markdown] lang="en"
# ## Check yourself
#
# **Question 1.** Why does the temperature not jump at once?
#
# <details><summary>Answer</summary>
#
# Because the walls and the load take time to warm up.
#
# </details>
#
# **Question 2.** The same 10 % made the neighbouring furnace rise further. Is it broken?
#
# <details><summary>Answer</summary>
#
# Not necessarily: with another size or insulation it rises by another amount.
#
# </details>

# %%
plant.close()
plant = connect("furnace", scenario="normal")
plant.close()
