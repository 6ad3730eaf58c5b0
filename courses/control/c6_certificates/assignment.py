# %% [markdown] lang="ko"
# # C6 과제: 누구를 믿고 무엇을 맡길지 정하십시오
#
# 새 라인의 설비를 네트워크에 붙이는 날입니다. 사람이 창을 눌러 넘기는 대신 **여러분의 프로그램**이 판단합니다.
#
# | 문제 | 할 일 | 배점 |
# |---|---|---|
# | 1 | 설비가 내민 인증서를 믿을지 판단합니다 | 5 |
# | 2 | 서버가 제안한 연결 방식 가운데 하나를 고릅니다 | 5 |
# | 3 | 세션의 권한이 일에 꼭 맞는지 점검합니다 | 5 |
#
# 문제마다 **함수 하나**를 완성합니다. 채점할 때는 **인증서도, 제안도, 역할도 모두 다릅니다.** 모두 거부하는 프로그램은 통과하지 못합니다.

# %% [markdown] lang="en"
# # C6 assignment: decide whom to trust and what to entrust
#
# The machines of a new line join the network today. Instead of people clicking windows away, **your program** decides.
#
# | question | what to do | points |
# |---|---|---|
# | 1 | judge the certificate that a server shows | 5 |
# | 2 | choose one of the ways to connect that a server offers | 5 |
# | 3 | audit whether a session's rights fit its job | 5 |
#
# For each one you complete **one function**. In grading, **certificates, offers and roles are all different.** A program that refuses everything does not pass.

# %% [markdown] lang="ko"
# ## 쓰는 것
#
# | 쓰는 법 | 뜻 |
# |---|---|
# | `seen = look(certificate)` | 인증서에 적힌 것을 읽습니다 |
# | `seen.subject`, `seen.thumbprint` | 이름과 지문(글자) |
# | `seen.not_before`, `seen.not_after` | 기한의 처음과 끝. 시각이므로 `<`로 견줄 수 있습니다 |
# | `seen.application_uris` | 이 인증서가 어느 애플리케이션의 것인지 적은 URI들 |
# | `datetime.fromisoformat(now)` | 글자로 받은 시각을 견줄 수 있는 시각으로 바꿉니다 |
# | `plant.signals()` | 신호의 표. `writable`은 **이 세션이** 지금 쓸 수 있으면 `True` |
# | `for row in table.itertuples():` | 표를 한 줄씩 봅니다. `row.path`, `row.writable` |

# %% [markdown] lang="en"
# ## What you work with
#
# | write | meaning |
# |---|---|
# | `seen = look(certificate)` | read what stands in a certificate |
# | `seen.subject`, `seen.thumbprint` | its name and its thumbprint (texts) |
# | `seen.not_before`, `seen.not_after` | the beginning and the end of its period: times, to be compared with `<` |
# | `seen.application_uris` | the URIs that say which application it belongs to |
# | `datetime.fromisoformat(now)` | turn a time given as text into one that can be compared |
# | `plant.signals()` | the table of signals; `writable` is `True` where **this session** may write now |
# | `for row in table.itertuples():` | look at one row after another: `row.path`, `row.writable` |

# %% setup="begin"
from datetime import datetime

from labs.check import examination
from labs.opcua.certificates import facts

check = examination("c6")


def look(certificate):
    return facts(bytes.fromhex(certificate))


# %% [markdown] lang="ko"
# ## 문제 1. 이 인증서를 믿을 수 있습니까
#
# 함수는 네 가지를 받습니다.
#
# - `certificate`: 서버가 내민 인증서 (`look`으로 읽습니다)
# - `server_uri`: 서버가 자기 것이라고 말하는 애플리케이션 URI
# - `trusted`: 신뢰 목록. 한 줄은 `{"subject": …, "thumbprint": …}`입니다
# - `now`: 지금 시각. `"2027-05-03T09:30:00+00:00"`과 같은 글자입니다
#
# 다음 차례로 따져서 **처음 걸린 것**을 돌려주십시오. 모두 통과하면 `"accept"`입니다.
#
# | 차례 | 따질 것 | 걸리면 |
# |---|---|---|
# | 1 | 신뢰 목록에 있는 바로 그 인증서인가 | `"untrusted"` |
# | 2 | 지금이 기한 안인가 | 지났으면 `"expired"`, 아직이면 `"not-yet-valid"` |
# | 3 | `server_uri`가 인증서에 적힌 URI와 꼭 같은가 | `"wrong-uri"` |
#
# 이 차례는 OPC UA 표준이 정한 것입니다(OPC 10000-4, 6.1.3).

# %% [markdown] lang="en"
# ## Question 1. Is this certificate to be trusted?
#
# The function is given four things.
#
# - `certificate`: what the server shows (read it with `look`)
# - `server_uri`: the application URI that the server says is its own
# - `trusted`: the trust list; one row is `{"subject": …, "thumbprint": …}`
# - `now`: the time, as a text like `"2027-05-03T09:30:00+00:00"`
#
# Ask in this order, and return **the first thing that is wrong**; `"accept"` when nothing is.
#
# | order | question | if not |
# |---|---|---|
# | 1 | is it the very certificate that is on the trust list? | `"untrusted"` |
# | 2 | is it valid now? | `"expired"` when over, `"not-yet-valid"` when not begun |
# | 3 | is `server_uri` exactly a URI in the certificate? | `"wrong-uri"` |
#
# The order is the standard's (OPC 10000-4, 6.1.3).


# %% answer="judge"
def judge(certificate, server_uri, trusted, now):
    ### BEGIN SOLUTION
    seen, time = look(certificate), datetime.fromisoformat(now)
    if seen.thumbprint not in [row["thumbprint"] for row in trusted]:
        return "untrusted"
    if time > seen.not_after:
        return "expired"
    if time < seen.not_before:
        return "not-yet-valid"
    if server_uri not in seen.application_uris:
        return "wrong-uri"
    return "accept"
    ### END SOLUTION


# %% check="judges-certificates" points=5
check("judges-certificates", judge)

# %% [markdown] lang="ko"
# ## 문제 2. 어느 방식으로 연결합니까
#
# `offers`는 한 서버가 제안한 연결 방식의 목록입니다. 하나는 다음처럼 생겼습니다.
#
# ```
# {"mode": "SignAndEncrypt", "policy": "Basic256Sha256", "level": 20}
# ```
#
# `allowed`는 공장이 그날 허락하는 보안 정책의 목록이고, **좋은 것부터** 적혀 있습니다. 약점이 알려진 정책은 목록에서 빠집니다.
#
# 다음을 모두 지키는 제안 **하나를 그대로** 돌려주십시오. 그런 것이 없으면 `None`을 돌려줍니다. 연결하지 않는다는 뜻입니다.
#
# - `mode`는 `"SignAndEncrypt"`
# - `policy`는 `allowed`에 있는 것 가운데 가장 앞의 것
#
# `level`은 서버가 스스로 매긴 점수입니다.

# %% [markdown] lang="en"
# ## Question 2. How do you connect?
#
# `offers` is the list of ways to connect that one server offers. One of them looks like this.
#
# ```
# {"mode": "SignAndEncrypt", "policy": "Basic256Sha256", "level": 20}
# ```
#
# `allowed` lists the security policies that the factory allows on that day, **best first**. A policy with a known weakness is taken off.
#
# Return **one offer as it is** that keeps to both of these, or `None` when there is no such offer: that means not to connect.
#
# - its `mode` is `"SignAndEncrypt"`
# - its `policy` is the one of those offered that stands furthest up in `allowed`
#
# `level` is a mark that the server gives itself.


# %% answer="choose"
def choose(offers, allowed):
    ### BEGIN SOLUTION
    for policy in allowed:
        for offer in offers:
            if offer["mode"] == "SignAndEncrypt" and offer["policy"] == policy:
                return offer
    return None
    ### END SOLUTION


# %% check="chooses-endpoint" points=5
check("chooses-endpoint", choose)

# %% [markdown] lang="ko"
# ## 문제 3. 권한이 일에 꼭 맞습니까
#
# 함수는 어떤 사람의 열처리로 세션 `plant`와, 그 사람의 일에 필요한 신호의 목록 `needed`를 받습니다. 두 목록을 이 순서로 돌려주십시오.
#
# 1. **모자란 권한**: `needed`에 있는데 이 세션이 쓸 수 없는 신호
# 2. **남는 권한**: 이 세션이 쓸 수 있는데 `needed`에 없는 신호
#
# 없으면 빈 목록 `[]`입니다. 목록 안의 차례는 상관없습니다. 점검하는 동안 **설비의 값을 바꾸면 안 됩니다.**
# 보기만 하는 사람, 운전하는 사람, 조정하는 사람의 세션에서 한 번씩 확인합니다. 쓸 수 없는 신호에 쓰면 `labs.language`의 `SmartLabError`가 납니다.

# %% [markdown] lang="en"
# ## Question 3. Do the rights fit the job?
#
# The function is given somebody's session with the furnace, `plant`, and the list of signals that the person's job has to write, `needed`. Return two lists in this order.
#
# 1. **What is missing**: signals in `needed` that this session may not write
# 2. **What is too much**: signals that this session may write and that are not in `needed`
#
# An empty one is `[]`; the order within a list does not matter. Your audit **must not change the plant's values.**
# It runs once each in the session of a viewer, an operator and an engineer. Writing what may not be written raises `SmartLabError` (from `labs.language`).


# %% answer="audit"
def audit(plant, needed):
    ### BEGIN SOLUTION
    allowed = [row.path for row in plant.signals().itertuples() if row.writable]
    missing = [path for path in needed if path not in allowed]
    extra = [path for path in allowed if path not in needed]
    return missing, extra
    ### END SOLUTION


# %% check="least-rights" points=5
check("least-rights", audit)

# %% [markdown] lang="ko"
# ## 제출하기 전에
#
# 위 메뉴에서 커널을 다시 시작하고 처음부터 끝까지 한 번 실행해 보십시오. 세 확인 셀이 모두 통과하면 제출하십시오.

# %% [markdown] lang="en"
# ## Before you hand it in
#
# Restart the kernel from the menu above and run everything once from top to bottom. When all three checks pass, submit.
