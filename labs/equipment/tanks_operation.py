"""What people may do with the tanks: pumps, controllers, PackML commands, and the interlocks that refuse.

Contract: `TanksOperation` carries out writes and commands over the physics of `tanks.Tanks`; refusals are PlantErrors
"interlock" that say what to do. `volts` (V) is what the pumps are told, `pid` the controllers of tanks 1 and 2.
"""

from labs.equipment.declare import interlocked
from labs.equipment.packml_machine import PackMLMachine
from labs.equipment.pid import PID
from labs.equipment.tanks_signals import VOLTS
from labs.equipment.tanks_water import Water
from labs.simulation.machine import PlantError, Value
from labs.simulation.states import State


class TanksOperation(PackMLMachine):
    """See the module."""

    water: Water
    volts: list[float]
    pid: list[PID]

    def write(self, path: str, value: Value) -> None:
        """See Machine."""
        i = int(path.split(".")[0][-1]) - 1
        name = path.rsplit(".", 1)[1]
        if name == "Voltage":
            if self.pack.state is not State.EXECUTE:
                raise _not_running()
            if self.pid[i].automatic:
                raise _automatic(i + 1)
            self.volts[i] = value
            return
        pid = self.pid[i]
        if name == "Automatic":
            if value and self.pack.state is not State.EXECUTE:
                raise _not_running()
            if value and not pid.automatic:
                pid.start(self.volts[i] * (100 / VOLTS), self.measured[f"Tank{i + 1}.Level"])
            elif not value:
                pid.stop()
        elif name == "Setpoint":
            pid.setpoint = value
        elif name == "Gain":
            pid.tune("gain", VOLTS * value)
        elif name == "IntegralTime":
            pid.tune("integral_time", value)
        self.keep(path, value)

    def call(self, command: str, *arguments: Value) -> None:
        """PackML's commands, `Clear` and `Start` not while a protective switch is closed; `Refill` the reservoir."""
        if command in ("Clear", "Start") and self.tripped:
            raise interlocked(
                "보호 스위치가 아직 동작 중입니다. 수위가 내려가고 저수조가 찬 뒤 다시 하십시오.",
                "A protective switch is still closed. Wait until the level has fallen and the reservoir is filled.",
            )
        if command == "Refill":
            if self.pack.state is State.EXECUTE:
                raise interlocked(
                    "펌프가 도는 동안에는 물을 채울 수 없습니다. 먼저 Stop으로 멈추십시오.",
                    "The reservoir is not refilled while the pumps run. Stop first.",
                )
            self.water.fill(self.water.h, 1000 * self.parameters["Reservoir.Volume"])
            self._protect()
            return
        self.pack.command(command)


def _not_running() -> PlantError:
    return interlocked(
        "펌프 회로가 꺼져 있습니다. 상태가 EXECUTE(6)일 때 쓰십시오: Reset, Start 순서로 시작합니다.",
        "The pumps are off. Write in state EXECUTE (6): start with Reset, then Start.",
    )


def _automatic(number: int) -> PlantError:
    switch = f"Tank{number}.Controller.Automatic"
    return interlocked(
        f"수조 {number}은(는) 자동 운전 중이라 펌프 전압을 직접 쓸 수 없습니다. {switch}을(를) False로 바꾸십시오.",
        f"Tank {number} is in automatic, so its pump's voltage cannot be written. Set {switch} to False.",
    )
