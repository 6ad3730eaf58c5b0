# %% [markdown] lang="ko"
# # @UNIT@ 과제: 여기에 할 일을 적습니다
#
# | 문제 | 할 일 | 배점 |
# |---|---|---|
# | 1 | 히터 출력을 10 % 올리고, 5분 동안 온도가 몇 K 오르는지 잽니다 | 5 |
# | 2 | 5분을 기다린 까닭을 글로 씁니다(선생님이 채점합니다) | 2 |
#
# 채점할 때는 **다른 열처리로**가 나옵니다.

# %% [markdown] lang="en"
# # @UNIT@ assignment: write here what to do
#
# | question | what to do | points |
# |---|---|---|
# | 1 | raise the heater power by 10 % and measure how many K the temperature rises in 5 minutes | 5 |
# | 2 | write down why one waits 5 minutes (your teacher grades this) | 2 |
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

# %% [markdown] lang="ko"
# ## 문제 2. 왜 기다립니까
#
# 출력을 올리자마자 온도를 재면 무엇이 잘못됩니까? 한두 문장으로 쓰십시오. 아래 셀을 두 번 눌러 '…'을 지우고 씁니다.

# %% [markdown] lang="en"
# ## Question 2. Why wait?
#
# What goes wrong if you measure right after raising the power? Write one or two sentences.
# Double-click the cell below, delete the "…" and write.

# %% [markdown] lang="ko" answer="why-wait" points=2
# 열처리로는 천천히 데워집니다. 바로 재면 온도가 아직 거의 오르지 않아, 출력을 올린 효과를 작게 보게 됩니다.

# %% [markdown] lang="en" answer="why-wait" points=2
# The furnace heats up slowly. Measured at once, the temperature has hardly risen yet,
# and the power seems to do less than it does.
