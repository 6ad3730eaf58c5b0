# %% [markdown] lang="ko"
# # C5 과제: 프레스의 안전 프로그램을 짜십시오
#
# 새 프레스의 시운전을 맡으셨습니다. 프레스의 안전 제어기를 빼고 **여러분의 프로그램**을 꽂았습니다. 작업 지시는 세 가지입니다.
#
# | 문제 | 할 일 | 배점 |
# |---|---|---|
# | 1 | 가드가 열리거나 비상정지가 눌리거나 손이 떨어지면 멈춥니다 | 5 |
# | 2 | 리셋만으로는 절대로 다시 움직이지 않습니다 | 5 |
# | 3 | 통신이 끊겨도 안전합니다 | 5 |
#
# 문제마다 **함수 하나**를 완성합니다. 함수는 시간이 다 될 때까지 되풀이하며 입력을 읽고, 클러치에 지령을 씁니다.
# 채점할 때는 **가드가 열리는 시각, 손을 대고 떼는 시각, 통신이 끊기는 시각이 모두 다릅니다.** 그리고 멈춰 있기만 하는 프로그램은 통과하지 못합니다. 움직여도 될 때는 일해야 합니다.

# %% [markdown] lang="en"
# # C5 assignment: write the safety program of a press
#
# You are commissioning a new press. Its safety controller has been unplugged, and **your program** takes its place. The work order has three parts.
#
# | question | what to do | points |
# |---|---|---|
# | 1 | stop when the guard opens, the emergency stop is pressed or a hand leaves its button | 5 |
# | 2 | never move again because of a reset alone | 5 |
# | 3 | stay safe when the link is lost | 5 |
#
# For each one you complete **one function**. It reads the inputs and writes a command to the clutch, over and over until the time is up.
# In grading, **the moments at which the guard opens, hands come and go and the link is lost are all different.** And a program that just stands still will not pass: when the press may move, it has to work.

# %% [markdown] lang="ko"
# ## 쓰는 것
#
# | 이름 | 뜻 |
# |---|---|
# | `"Guard.Open"` | 가드가 열렸으면 `True` |
# | `"EStop.Pressed"` | 비상정지가 눌려 있으면 `True` |
# | `"Hand.Left"`, `"Hand.Right"` | 그 손이 버튼을 누르고 있으면 `True` |
# | `"Reset.Pressed"` | 리셋 버튼이 눌려 있으면 `True` |
# | `"Link.Heartbeat"` | 프레스 쪽이 살아 있으면 **0.1초마다 1씩** 늘어나는 생존 신호 |
# | `plant.write("Clutch.Command", True)` | 클러치를 뭅니다. `True`인 동안 램이 계속 오르내립니다. `False`이면 0.1초 안에 섭니다 |
# | `plant.write("Watchdog.Time", 1.0)` | 프레스 쪽의 감시 시간(초). 지령이 그동안 한 번도 오지 않으면 프레스가 스스로 클러치를 놓습니다. 처음 값 0은 감시하지 않음 |
# | `plant.read_many(INPUTS)` | 위의 입력을 한 번에 읽어 `{이름: 값}`을 줍니다 |
# | `for t in plant.every(0.1):` | 0.1초마다 되풀이합니다. 시간이 다 되면 저절로 끝납니다 |
#
# 쓸 수 있는 것은 `"Clutch.Command"`와 `"Watchdog.Time"`뿐입니다. 가드와 버튼은 사람의 것입니다.

# %% [markdown] lang="en"
# ## What you work with
#
# | name | meaning |
# |---|---|
# | `"Guard.Open"` | `True` while the guard is open |
# | `"EStop.Pressed"` | `True` while the emergency stop is pressed |
# | `"Hand.Left"`, `"Hand.Right"` | `True` while that hand presses its button |
# | `"Reset.Pressed"` | `True` while the reset button is pressed |
# | `"Link.Heartbeat"` | the press's life sign: grows by **1 every 0.1 seconds** |
# | `plant.write("Clutch.Command", True)` | engage the clutch: while it is `True` the ram goes up and down. With `False` it stands within 0.1 seconds |
# | `plant.write("Watchdog.Time", 1.0)` | the watchdog at the press (s): if no command arrives for so long, the press lets the clutch go by itself. The first value, 0, means no watchdog |
# | `plant.read_many(INPUTS)` | read all inputs above at once: `{name: value}` |
# | `for t in plant.every(0.1):` | repeat every 0.1 seconds; it ends by itself when the time is over |
#
# All you may write is `"Clutch.Command"` and `"Watchdog.Time"`. Guard and buttons belong to people.

# %% setup="begin"
from labs.check import examination

INPUTS = ["Guard.Open", "EStop.Pressed", "Hand.Left", "Hand.Right", "Reset.Pressed", "Link.Heartbeat"]

check = examination("c5")

# %% [markdown] lang="ko"
# ## 문제 1. 셋이 모두 맞을 때만 움직입니다
#
# 램은 다음 세 가지가 **모두** 맞을 때만 움직여야 하고, 모두 맞으면 **움직여야** 합니다.
#
# - 가드가 닫혀 있다
# - 비상정지가 눌려 있지 않다
# - 두 손이 모두 버튼을 누르고 있다
#
# 하나라도 어긋나면 0.4초 안에 램이 서야 합니다. 가드가 열리는 시각은 아무도 미리 알려 주지 않습니다.

# %% [markdown] lang="en"
# ## Question 1. Move only when all three are right
#
# The ram may move only when **all** of this is true, and when all of it is true it **has to** move:
#
# - the guard is closed
# - the emergency stop is not pressed
# - both hands press their buttons
#
# When one of them fails, the ram has to stand within 0.4 seconds. Nobody tells beforehand when the guard will open.


# %% answer="guard-loop"
def guard_loop(plant):
    ### BEGIN SOLUTION
    for _ in plant.every(0.1):
        now = plant.read_many(INPUTS)
        safe = not now["Guard.Open"] and not now["EStop.Pressed"]
        plant.write("Clutch.Command", safe and now["Hand.Left"] and now["Hand.Right"])
    ### END SOLUTION


# %% check="stops-with-guard" points=5
check("stops-with-guard", guard_loop)

# %% [markdown] lang="ko"
# ## 문제 2. 리셋만으로는 움직이지 않습니다
#
# 문제 1의 규칙에 다음을 더합니다. 가드가 열리거나 비상정지가 눌리면 프레스는 **정지를 기억**합니다. 가드를 닫고 비상정지를 풀어도 움직이지 않습니다.
# 다시 움직이려면 두 가지가 **이 순서로** 모두 있어야 합니다.
#
# 1. 가드가 닫히고 비상정지가 풀린 다음에, 누군가 리셋 버튼을 **새로 누릅니다**. 눌린 채로 있는 버튼은 리셋이 아닙니다.
# 2. 그다음 두 손을 모두 **뗐다가 다시** 누릅니다.
#
# 시작할 때도 프로그램이 리셋을 한 번 기다려도 좋습니다. 손을 대기 전에 누가 리셋 버튼을 눌러 줍니다.

# %% [markdown] lang="en"
# ## Question 2. A reset alone moves nothing
#
# Add this to the rules of question 1: when the guard opens or the emergency stop is pressed, the press **remembers the stop**. Closing the guard and releasing the button do not make it move.
# To move again takes both of these, **in this order**:
#
# 1. With the guard closed and the emergency stop released, somebody presses the reset button **anew**. A button that is still pressed from before is no reset.
# 2. After that, both hands **leave their buttons and press them again**.
#
# Your program may wait for a first reset at the beginning, too: somebody presses it before the hands come.


# %% answer="reset-loop"
def reset_loop(plant):
    ### BEGIN SOLUTION
    stopped, hands_were_off, reset_before = True, False, False
    for _ in plant.every(0.1):
        now = plant.read_many(INPUTS)
        left, right, reset = now["Hand.Left"], now["Hand.Right"], now["Reset.Pressed"]
        if now["Guard.Open"] or now["EStop.Pressed"]:
            stopped, hands_were_off = True, False
        elif stopped and reset and not reset_before:
            stopped = False
        if not stopped and not left and not right:
            hands_were_off = True
        reset_before = reset
        plant.write("Clutch.Command", not stopped and hands_were_off and left and right)
    ### END SOLUTION


# %% check="reset-alone-waits" points=5
check("reset-alone-waits", reset_loop)

# %% [markdown] lang="ko"
# ## 문제 3. 통신이 끊겨도 안전합니다
#
# 프로그램과 프레스 사이의 통신선이 **두 번 끊어졌다 이어집니다.** 끊어진 동안에는 입력이 **마지막 값에 멈춰** 보이고, 여러분의 지령도 프레스에 닿지 않습니다.
# 그동안 가드가 열려도 프로그램은 알 수 없습니다. 문제 2의 규칙에 다음을 더하십시오.
#
# - 통신이 끊어지면 **0.5초 안에** 프레스가 클러치를 놓습니다.
# - 통신이 돌아와도 저절로 움직이지 않습니다. 리셋과 새 손이 있어야 합니다. 가드가 열렸던 때와 같습니다.
# - 통신이 멀쩡할 때는 끊김 없이 일합니다.

# %% [markdown] lang="en"
# ## Question 3. Safe without the link
#
# The cable between your program and the press **is cut twice, and joined again**. Meanwhile the inputs you read **stand still at their last values**, and your commands do not reach the press.
# If the guard opens then, your program cannot know. Add to the rules of question 2:
#
# - When the link is lost, the press lets the clutch go **within 0.5 seconds**.
# - When the link comes back, nothing moves by itself: it takes a reset and new hands, as after an open guard.
# - As long as the link is sound, the press works without stuttering.


# %% answer="link-loop"
def link_loop(plant):
    ### BEGIN SOLUTION
    plant.write("Watchdog.Time", 0.4)
    stopped, hands_were_off, reset_before = True, False, False
    heartbeat, silent = None, 0
    for _ in plant.every(0.1):
        now = plant.read_many(INPUTS)
        left, right, reset = now["Hand.Left"], now["Hand.Right"], now["Reset.Pressed"]
        silent = silent + 1 if now["Link.Heartbeat"] == heartbeat else 0
        heartbeat = now["Link.Heartbeat"]
        if now["Guard.Open"] or now["EStop.Pressed"] or silent >= 3:
            stopped, hands_were_off = True, False
        elif stopped and reset and not reset_before:
            stopped = False
        if not stopped and not left and not right:
            hands_were_off = True
        reset_before = reset
        plant.write("Clutch.Command", not stopped and hands_were_off and left and right)
    ### END SOLUTION


# %% check="safe-when-cut" points=5
check("safe-when-cut", link_loop)

# %% [markdown] lang="ko"
# ## 제출하기 전에
#
# 위 메뉴에서 커널을 다시 시작하고 처음부터 끝까지 한 번 실행해 보십시오. 세 확인 셀이 모두 통과하면 제출하십시오.

# %% [markdown] lang="en"
# ## Before you hand it in
#
# Restart the kernel from the menu above and run everything once from top to bottom. When all three checks pass, submit.
