"""`smartlab plant …`: serving a plant, printing a run's record, listing what there is.

Contract: each verb is one function of the parsed options that prints and returns the exit code; `add_verbs` declares
them. Nothing heavy is imported before a verb runs.
"""

import argparse
from pathlib import Path

from hub_config.usage import DEFAULT_HOME, finite, whole


def add_verbs(verbs: argparse._SubParsersAction, verb, both) -> None:
    """Declare the verbs; `verb` and `both` are the command line's own helpers."""
    plant = verbs.add_parser("plant", help=both("가상 설비", "virtual plants")).add_subparsers(
        dest="plant_verb", required=True, metavar="VERB"
    )
    run = verb(plant, "run", _run, "설비 하나를 OPC UA로 엽니다", "serve one plant over OPC UA")
    run.add_argument("name")
    run.add_argument("--port", type=whole(0, 65535), default=4840)
    run.add_argument("--seed", type=whole(0), default=0)
    pace = run.add_mutually_exclusive_group()
    pace.add_argument("--speed", type=finite, default=1.0)
    pace.add_argument("--lockstep", action="store_true")
    run.add_argument("--scenario", default="normal")
    run.add_argument("--credentials", type=Path, metavar="FILE")
    run.add_argument(
        "--trust",
        type=Path,
        metavar="DIR",
        help=both(
            "암호화하지 않은 연결을 막고, 이 신뢰 목록 폴더가 아는 인증서만 받습니다. trusted/에는 애플리케이션, "
            "users/observer, operator, engineer, instructor에는 사용자 인증서를 넣습니다. "
            "처음 보는 인증서는 rejected/에 남으니, 확인한 뒤 옮기면 됩니다.",
            "refuse connections without encryption and accept only certificates that this folder knows: applications "
            "in trusted/, users in users/observer, operator, engineer or instructor. Unknown ones are kept in "
            "rejected/: move them once you have checked them.",
        ),
    )
    trace = verb(plant, "trace", _trace, "기록을 출력합니다", "print a run's record or its hash")
    trace.add_argument("name")
    trace.add_argument("--seed", type=whole(0), required=True)
    trace.add_argument("--seconds", type=finite, required=True)
    trace.add_argument("--speed", type=finite)
    trace.add_argument("--scenario", default="normal")
    trace.add_argument("--format", choices=("csv", "hash"), default="csv")
    verb(plant, "list", _list, "설비와 시나리오 목록", "list plants and scenarios")


def _run(options: argparse.Namespace) -> int:
    from labs.opcua.run import run_plant

    return run_plant(
        options.name,
        port=options.port,
        seed=options.seed,
        speed=options.speed,
        lockstep=options.lockstep,
        scenario=options.scenario,
        credentials=options.credentials,
        certificates=DEFAULT_HOME.expanduser() / "certificates",
        trust=options.trust,
    )


def _trace(options: argparse.Namespace) -> int:
    from labs.equipment.trace import trace

    text = trace(
        options.name,
        options.seed,
        options.seconds,
        speed=options.speed,
        scenario=options.scenario,
        format=options.format,
    )
    print(text, end="" if text.endswith("\n") else "\n")
    return 0


def _list(options: argparse.Namespace) -> int:
    from labs.equipment.registry import plant_names, plant_title, scenario_names, scenario_title

    for name in plant_names():
        print(f"{name:<12} {plant_title(name).show()}")
        for scenario in scenario_names(name):
            print(f"  --scenario {scenario:<22} {scenario_title(name, scenario).show()}")
    return 0
