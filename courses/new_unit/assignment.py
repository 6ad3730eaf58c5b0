# %% [markdown] lang="ko"
# # @UNIT@ 과제: 여기에 할 일을 적습니다
#
# | 문제 | 할 일 | 배점 |
# |---|---|---|
# | 1 | 히터 출력을 10 % 올리고, 5분 동안 온도가 몇 K 오르는지 잽니다 | 5 |
#
# 채점할 때는 **다른 열처리로**가 나옵니다.

# %% [markdown] lang="en"
# # @UNIT@ assignment: write here what to do
#
# | question | what to do | points |
# |---|---|---|
# | 1 | raise the heater power by 10 % and measure how many K the temperature rises in 5 minutes | 5 |
#
# In grading you meet **another furnace**.

# %% setup="begin"
from labs.check import examination

check = examination("@unit@")

# %% [markdown] lang="ko"
# ## 문제 1. 얼마나 오릅니까
#
# `measure(plant)`는 1구역 히터 출력을 10 % 올리고 5분을 기다린 뒤, 오른 온도(K)를 돌려줍니다. ±3 K 안이면 통과입니다.

# %% [markdown] lang="en"
# ## Question 1. How far does it rise?
#
# `measure(plant)` raises the heater power of zone 1 by 10 %, waits 5 minutes and returns the rise (K).
# You pass within ±3 K.


# %% answer="measure"
def measure(plant):
    ### BEGIN SOLUTION
    before = plant.read("Zone1.Temperature")
    plant.write("Zone1.HeaterPower", plant.read("Zone1.HeaterPower") + 10)
    plant.advance(300)
    return plant.read("Zone1.Temperature") - before
    ### END SOLUTION


# %% check="measures-rise" points=5
check("measures-rise", measure)
