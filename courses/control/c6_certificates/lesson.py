# %% [markdown] lang="ko"
# # C6. 인증서: 믿을 수 있는 설비에만 연결합니다
#
# > 월요일 아침, 열처리로의 설정값이 **1,150 °C**로 바뀌어 있습니다. 기록에는 `operator`가 썼다고 남아 있습니다.
# > 운전원은 주말에 쉬었습니다. 금요일에 노트북으로 설비에 연결할 때 이런 창이 떴다고 합니다.
# > "이 서버의 인증서를 알 수 없습니다. 그래도 연결할까요?" 운전원은 **예**를 눌렀습니다. 늘 그랬으니까요.
#
# 그날 제어반 안에는 누군가 두고 간 작은 컴퓨터가 있었습니다. 이름은 '열처리로'였고, **암호화도 했습니다.**
#
# 오늘 하실 일은 네 가지입니다.
#
# 1. 설비가 내미는 인증서를 받아 읽어 봅니다.
# 2. 가짜 설비를 만들어, 암호화만 믿으면 어떻게 되는지 봅니다.
# 3. 네 가지 인증서를 차례로 따져 가려냅니다.
# 4. 보기만 하는 사람에게는 쓰기 권한을 주지 않습니다.
#
# **실행하기 전에는 꼭 예상부터 고르십시오.**

# %% [markdown] lang="en"
# # C6. Certificates: connect only to what you can trust
#
# > Monday morning. The furnace's setpoint is **1,150 °C**. According to the record `operator` wrote it.
# > The operator was off all weekend. On Friday, he says, his laptop showed a window when he connected to the plant:
# > "This server's certificate is not known. Connect anyway?" He clicked **Yes**, as he always does.
#
# On that Friday a small computer stood in the cabinet. It called itself the furnace, and **it did encrypt.**
#
# Four things to do today:
#
# 1. Fetch the certificate that a plant shows, and read it.
# 2. Build an impostor, and see what encryption alone is worth.
# 3. Put the same questions to four certificates, in order.
# 4. Give those who only watch no right to write.
#
# **Choose your prediction before every run.**

# %% [markdown] lang="ko"
# ## 준비
#
# 아래 셀은 도구를 불러오고, 이 노트북 안에 **작은 설비 서버**를 하나 띄웁니다. 인증서를 마음대로 바꿔 보려면 서버가 우리 손에 있어야 하기 때문입니다. 실행만 해 두십시오.

# %% [markdown] lang="en"
# ## Getting ready
#
# The next cell loads the tools and starts **a small plant server** inside this notebook: to change its certificate at will it has to be in our hands. Just run it.

# %% folded=true
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from asyncua import ua

from labs.equipment.registry import create_plant
from labs.hmi import Synoptic
from labs.hmi.lesson import bars, predict, reveal, text
from labs.hmi.svg import Bar
from labs.language import SmartLabError
from labs.opcua.access import new_accounts
from labs.opcua.background import LoopThread
from labs.opcua.certificates import facts, make_certificate
from labs.opcua.problems import CertificateRefused
from labs.opcua.security import Security, application_certificate, server_offer, trusts
from labs.opcua.server import PlantServer
from labs.session import connect

folder = TemporaryDirectory()
home = Path(folder.name)
NOW = datetime.now(UTC)
DAY = timedelta(days=1)
URI = "urn:smartlab:plant:server"

furnace = create_plant("furnace", 5)
accounts = new_accounts()
people = {account.user: account.password for account in accounts}
genuine = make_certificate(URI, name="Furnace 1", begins=NOW - 200 * DAY, ends=NOW + 500 * DAY)
loop = LoopThread("lesson-server")
server = PlantServer(furnace, accounts=accounts, mode="lockstep", certificates=genuine)
loop.run(server.start())


def show_certificate(pair):
    async def change():
        server.rebind(furnace, certificates=pair)

    loop.run(change())


def login(user, security):
    return connect(url=server.url, user=user, password=people[user], security=security)


# %% [markdown] lang="ko"
# ## 1. 설비에 연결합니다 (8분)
#
# 먼저 여러분의 열처리로입니다. 지금까지 하던 대로 `connect`로 연결합니다.

# %% [markdown] lang="en"
# ## 1. Connect (8 minutes)
#
# First your own furnace, connected with `connect` as ever.

# %%
plant = connect("furnace", scenario="normal")
plant.reset(seed=5)
Synoptic(plant)

# %% [markdown] lang="ko"
# 이 연결은 여러분의 컴퓨터 안을 벗어나지 않습니다. 공장에서는 다릅니다. 말이 스위치와 긴 선을 지나갑니다. 그래서 OPC UA는 세 가지 방식을 둡니다(OPC 10000-4, MessageSecurityMode).
#
# | 방식 | 바꿔치기 | 엿듣기 |
# |---|---|---|
# | `None` | 막지 못함 | 막지 못함 |
# | `Sign` | **막음** | 막지 못함 |
# | `SignAndEncrypt` | **막음** | **막음** |
#
# 서명과 암호화를 어떤 계산으로 하는지 정한 묶음이 **보안 정책**입니다. `Basic256Sha256`이나 `Aes256_Sha256_RsaPss`와 같은 이름이 붙습니다.
# `Basic256`과 `Basic128Rsa15`는 SHA-1의 약점 때문에 쓰지 말라고 되어 있습니다(OPC 10000-7).
# 서버는 할 줄 아는 방식을 모두 늘어놓고, **고르는 것은 클라이언트**입니다. 그래서 우리가 잘 골라야 합니다.

# %% [markdown] lang="en"
# This connection never leaves your computer. In a factory messages pass switches and long cables. So OPC UA has three modes (OPC 10000-4, MessageSecurityMode).
#
# | mode | changing messages | reading along |
# |---|---|---|
# | `None` | possible | possible |
# | `Sign` | **prevented** | possible |
# | `SignAndEncrypt` | **prevented** | **prevented** |
#
# Which computations sign and encrypt is settled by a **security policy**, with names like `Basic256Sha256` or `Aes256_Sha256_RsaPss`.
# `Basic256` and `Basic128Rsa15` are deprecated because of the weakness of SHA-1 (OPC 10000-7).
# A server lists all that it is able to do; **the client chooses**. So it is up to us to choose well.

# %% [markdown] lang="ko"
# ## 2. 인증서를 읽습니다 (10분)
#
# 암호화하려면 상대의 공개 키가 있어야 합니다. 그것을 담은 증명서가 **인증서**입니다. 노트북 안의 서버에 인증서를 보여 달라고 해 보겠습니다.

# %% [markdown] lang="en"
# ## 2. Read a certificate (10 minutes)
#
# To encrypt for somebody takes that party's public key. The document that carries it is a **certificate**. Let us ask the server inside this notebook for its own.

# %%
offer = server_offer(server.url)
seen = facts(offer.certificate)
print(seen.subject)
print(*seen.application_uris)
print(f"{seen.not_before:%Y-%m-%d} … {seen.not_after:%Y-%m-%d}")
print(seen.thumbprint)

# %% [markdown] lang="ko"
# 차례대로 **이름**, **애플리케이션 URI**, **기한**, **지문**입니다.
#
# - 이름과 URI와 기한은 인증서를 만드는 사람이 **마음대로 적습니다.**
# - 지문은 인증서 전체를 SHA-1로 줄인 40자리 수입니다. 한 글자만 달라도 지문이 달라집니다. 그래서 OPC UA는 지문으로 인증서를 부릅니다.
#
# 같은 이름, 같은 URI, 같은 기한으로 인증서를 하나 더 만들어 견주어 보겠습니다.

# %% [markdown] lang="en"
# That is its **name**, its **application URI**, its **period** and its **thumbprint**.
#
# - Name, URI and period are **whatever its maker wrote**.
# - The thumbprint is the whole certificate, condensed by SHA-1 to 40 digits. Change one letter, and it is another. So OPC UA calls certificates by their thumbprints.
#
# Let us make one more with the same name, the same URI and the same period, and compare.

# %%
impostor = make_certificate(URI, name="Furnace 1", begins=NOW - 200 * DAY, ends=NOW + 500 * DAY)
other = facts(impostor.der)
print(seen.subject == other.subject, seen.application_uris == other.application_uris)
print(seen.thumbprint)
print(other.thumbprint)

# %% [markdown] lang="ko"
# 1초도 걸리지 않았습니다. 지문만 다릅니다.

# %% [markdown] lang="en"
# It took less than a second. Only the thumbprint differs.

# %% [markdown] lang="ko"
# ## 3. 가짜 설비에 연결해 봅니다 (12분)
#
# 이제 서버가 방금 만든 **가짜 인증서**를 내밀게 합니다. 우리는 `SignAndEncrypt`로 연결합니다.
#
# **예상해 보십시오.** 암호화해서 연결하면 어떻게 될까요?
#
# - **a** 가짜이므로 연결이 거부된다
# - **b** 연결되지만 값을 읽을 수 없다
# - **c** 아무 일 없이 연결되고 비밀번호까지 건네준다

# %% [markdown] lang="en"
# ## 3. Connect to an impostor (12 minutes)
#
# Now let the server show the **false certificate** we just made. We connect with `SignAndEncrypt`.
#
# **Predict.** What happens when we connect with encryption?
#
# - **a** it is an impostor, so the connection is refused
# - **b** we are connected but cannot read values
# - **c** we are connected as if nothing were wrong, and hand over our password

# %%
guess_impostor = predict("a", "b", "c")

# %%
own = application_certificate(home / "own")
show_certificate(impostor)
with login("operator", Security(own)) as session:
    print(session.read("Room.Temperature"))
reveal(guess_impostor, "c")

# %% [markdown] lang="ko"
# 암호화는 **선 위의 도둑**만 막습니다. 비밀번호를 푸는 사람이 바로 도둑이라면 소용이 없습니다.
#
# > **암호화했다** = 상대만 읽을 수 있다. **인증했다** = 그 상대가 누구인지 안다.
#
# 그래서 연결하기 전에 물어보아야 합니다. 믿는 인증서를 모아 둔 곳이 **신뢰 목록**입니다. 진짜 설비의 인증서를 그 폴더에 넣고, 연결할 때 판단을 맡깁니다.

# %% [markdown] lang="en"
# Encryption only stops **thieves along the cable**. It is no use when the one who decrypts is the thief.
#
# > **Encrypted** = only the other side can read it. **Authenticated** = we know who the other side is.
#
# So ask before you connect. The certificates that are trusted are kept in a **trust list**. We put the genuine plant's certificate into that folder, and have it consulted.

# %%
judge = trusts(home / "trust")
(home / "trust" / "trusted" / "furnace-1.der").write_bytes(genuine.der)


def try_it(pair):
    show_certificate(pair)
    try:
        login("operator", Security(own, judge=judge)).close()
    except CertificateRefused as error:
        return ua.StatusCode(error.code).name
    return text("연결됨", "connected")


print("genuine ", try_it(genuine))
print("impostor", try_it(impostor))

# %% [markdown] lang="ko"
# 가짜는 `BadCertificateUntrusted`로 거부되었습니다. **비밀번호를 보내기 전에** 멈췄습니다.
# 그러면 진짜의 인증서는 어떻게 목록에 넣을까요? 설비 옆에 서서, 또는 **전화로**, 담당자와 지문을 한 자씩 맞추어 봅니다. 기계가 대신해 줄 수 없는 유일한 일입니다.

# %% [markdown] lang="en"
# The impostor was refused with `BadCertificateUntrusted`, **before the password was sent**.
# And how does the genuine one get onto the list? Stand beside the plant, or **telephone** whoever runs it, and compare the thumbprint digit by digit. It is the one thing no machine does for you.

# %% [markdown] lang="ko"
# ## 4. 네 가지 인증서를 따집니다 (10분)
#
# 이번에는 **모두 신뢰 목록에 넣은** 인증서들입니다. 한때는 모두 믿을 만했습니다. 기한을 그림으로 보겠습니다.

# %% [markdown] lang="en"
# ## 4. Four certificates (10 minutes)
#
# This time **all of them are on the trust list**; there was a day on which each was fine. Here are their periods.

# %%
four = {
    "A": genuine,
    "B": make_certificate(URI, name="Furnace 1", begins=NOW - 700 * DAY, ends=NOW - 30 * DAY),
    "C": make_certificate(URI, name="Furnace 1", begins=NOW + 20 * DAY, ends=NOW + 600 * DAY),
    "D": make_certificate("urn:smartlab:plant:press", name="Press", begins=NOW - 300 * DAY, ends=NOW + 300 * DAY),
}
START = NOW - 730 * DAY
rows = []
for name, pair in four.items():
    (home / "trust" / "trusted" / f"{name}.der").write_bytes(pair.der)
    each = facts(pair.der)
    begins, length = (each.not_before - START) / DAY, (each.not_after - each.not_before) / DAY
    note = "…" + each.application_uris[0].rsplit(":", 1)[-1]
    rows.append(Bar(name, length, begins, note=note))
today = Bar(text("오늘", "today"), 6, 727, colour="#d62728", note="")
bars(text("인증서의 기한", "Periods of the certificates"), *rows, today, unit=text("일", "days"))

# %% [markdown] lang="ko"
# 붉은 막대가 오늘이고, 오른쪽 끝은 URI의 끝부분입니다. 서버는 자기 URI가 `…server`라고 말합니다.
#
# **예상해 보십시오.** 몇 장이 받아들여질까요?
#
# - **a** 4장 &nbsp; **b** 2장 &nbsp; **c** 1장

# %% [markdown] lang="en"
# The red bar is today; at the right stands the end of each URI. The server says that its own ends in `…server`.
#
# **Predict.** How many are accepted?
#
# - **a** 4 &nbsp; **b** 2 &nbsp; **c** 1

# %%
guess_four = predict("a", "b", "c")

# %%
for name, pair in four.items():
    print(name, try_it(pair))
reveal(guess_four, "c")

# %% [markdown] lang="ko"
# | | 무엇이 잘못되었나 | 왜 거부하나 |
# |---|---|---|
# | B | 기한이 지났습니다 | 오래된 키는 그사이 새어 나갔을 수 있습니다 |
# | C | 아직 시작되지 않았습니다 | 서두른 사람이 있거나, **어느 한쪽의 시계가 틀렸습니다** |
# | D | 다른 설비의 것입니다 | 프레스의 키를 훔친 사람이 열처리로 행세를 할 수 있습니다 |
#
# 표준은 따지는 **차례**도 정해 두었습니다(OPC 10000-4, 6.1.3). 신뢰 목록, 기한, URI의 차례입니다. 믿지 않는 인증서라면 그 안에 적힌 날짜는 읽어 볼 것도 없습니다.

# %% [markdown] lang="en"
# | | what is wrong | why it is refused |
# |---|---|---|
# | B | it has expired | an old key may have leaked in the meantime |
# | C | it has not begun | somebody was early, or **one of the clocks is wrong** |
# | D | it belongs to another machine | whoever stole the press's key could pose as the furnace |
#
# The standard also settles the **order** of the questions (OPC 10000-4, 6.1.3): trust list, period, URI. When a certificate is not trusted, the dates in it are not worth reading.

# %% [markdown] lang="ko"
# ## 5. 보기만 하는 사람은 쓰지 못합니다 (7분)
#
# 상대가 진짜인 것을 알았습니다. 이제 설비 쪽에서 묻습니다. "당신은 무엇을 해도 됩니까?" 같은 서버에 세 역할로 연결해, 쓸 수 있는 신호를 세어 봅니다.
#
# **예상해 보십시오.** 보기만 하는 사람(observer)이 설정값에 쓰면 어떻게 될까요?
#
# - **a** 조용히 무시된다 &nbsp; **b** 거부되고 까닭을 알려 준다 &nbsp; **c** 연결이 끊긴다

# %% [markdown] lang="en"
# ## 5. Who only watches cannot write (7 minutes)
#
# We know that the plant is genuine. Now the plant asks: "And what are you allowed to do?" We connect in three roles and count the signals that each may write.
#
# **Predict.** What happens when somebody who only watches (observer) writes the setpoint?
#
# - **a** it is silently ignored &nbsp; **b** it is refused, with a reason &nbsp; **c** the connection breaks

# %%
guess_viewer = predict("a", "b", "c")

# %%
show_certificate(genuine)
counted = []
for role in ("observer", "operator", "engineer"):
    with login(role, Security(own, judge=judge)) as session:
        table = session.signals()
        counted.append(Bar(role, int(table.writable.sum())))
        if role == "observer":
            before = session.read("Zone1.Controller.Setpoint")
            try:
                session.write("Zone1.Controller.Setpoint", 1150.0)
            except SmartLabError as error:
                print(type(error).__name__)
            print(before == session.read("Zone1.Controller.Setpoint"), session.read("Room.Temperature"))
bars(text("쓸 수 있는 신호의 수", "Signals that may be written"), *counted)
reveal(guess_viewer, "b")

# %% [markdown] lang="ko"
# `NotAllowed`로 거부되었고, 설정값은 그대로이며, 보는 일은 계속됩니다. 세어 보지 않아도 `signals()`의 **writable**이 이 세션의 권한을 미리 알려 줍니다(OPC UA의 UserAccessLevel).
#
# 일에 꼭 필요한 만큼만 주는 것을 **최소 권한**이라고 합니다. 현황판에는 observer이면 충분합니다. 현황판의 비밀번호가 새어도 **설정값은 바뀌지 않습니다.**

# %% [markdown] lang="en"
# It was refused with `NotAllowed`; the setpoint is as it was, and watching goes on. **writable** in `signals()` tells this session's rights beforehand (UserAccessLevel in OPC UA).
#
# To give just what a job needs is called **least privilege**. For a wallboard, observer is enough: even if its password leaks, **nobody can change a setpoint with it.**

# %% [markdown] lang="ko"
# ## 세 문장으로 정리합니다
#
# 1. 암호화는 남이 엿듣지 못하게 할 뿐이고, 상대가 누구인지는 인증서를 확인해야 압니다.
# 2. 인증서는 신뢰 목록의 지문, 기한, URI의 차례로 따지며, 하나라도 어긋나면 아무것도 보내지 않습니다.
# 3. 연결한 사람에게는 일에 꼭 필요한 권한만 줍니다.

# %% [markdown] lang="en"
# ## In three sentences
#
# 1. Encryption only keeps others from reading along; who the other side is, its certificate has to tell.
# 2. Ask for thumbprint on the trust list, period and URI, in this order; if one is wrong, send nothing.
# 3. Whoever connects gets just the rights that the job needs.

# %% [markdown] lang="ko"
# ## 스스로 확인합니다
#
# **물음 1.** 월요일 사고의 운전원이 말합니다. "그래도 창에 적힌 이름은 분명히 Furnace 1이었습니다." 무엇이라고 답하시겠습니까?
#
# <details><summary>답 보기</summary>
#
# 이름은 만드는 사람이 적습니다. 우리도 1초 만에 같은 이름의 인증서를 만들었습니다. **지문**을 담당자에게 전화로 확인해야 합니다.
#
# </details>
#
# **물음 2.** 아침에 갑자기 모든 설비의 인증서가 '아직 유효하지 않음'으로 거부됩니다. 인증서는 아무도 바꾸지 않았습니다. 어디부터 보시겠습니까?
#
# <details><summary>답 보기</summary>
#
# **시계**입니다. 배터리가 다 된 컴퓨터의 시계는 몇 해 전으로 돌아갑니다. 기한 검사를 끄지 말고 시계를 맞추십시오.
#
# </details>

# %% [markdown] lang="en"
# ## Check yourself
#
# **Question 1.** The operator of that Monday says: "But the window did say Furnace 1." What do you answer?
#
# <details><summary>Answer</summary>
#
# A name is what its maker wrote. We made a certificate with that name within a second. It is the **thumbprint** that has to be compared with whoever runs the plant.
#
# </details>
#
# **Question 2.** One morning the certificates of all plants are refused as "not valid yet". Nobody changed any. Where do you look first?
#
# <details><summary>Answer</summary>
#
# At the **clock**. With an empty battery a computer's clock falls back by years. Set the clock; do not switch the check off.
#
# </details>

# %% [markdown] lang="ko"
# 자리를 뜨기 전에 서버를 끄고 연결을 닫습니다.

# %% [markdown] lang="en"
# Before you leave, stop the server and close the connection.

# %%
plant.close()
loop.run(server.stop())
loop.close()
folder.cleanup()

# %% [markdown] lang="ko"
# 이제 `assignment.ipynb`를 여십시오. 이번에는 여러분의 함수가 판단합니다.

# %% [markdown] lang="en"
# Now open `assignment.ipynb`. There your function does the judging.
