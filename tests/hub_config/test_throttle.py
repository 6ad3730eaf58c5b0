"""Wrong passwords: pauses that grow, end, and hit the guesser rather than the victim. Times are virtual."""

from hub_config.throttle import Throttle


def failing(throttle, times, account="minsu", address="10.0.0.5", now=0.0):
    for _ in range(times):
        throttle.failed(account, address, now)


def test_no_wait_before_the_limit():
    throttle = Throttle(tries=5, pause=30)
    failing(throttle, 4)
    assert throttle.wait("minsu", "10.0.0.5", 0.0) == 0.0


def test_pauses_double_up_to_the_longest_and_end():
    throttle = Throttle(tries=5, pause=30, longest=100)
    failing(throttle, 5)
    assert throttle.wait("minsu", "10.0.0.5", 0.0) == 30.0
    assert throttle.wait("minsu", "10.0.0.5", 30.0) == 0.0
    failing(throttle, 1, now=30.0)
    assert throttle.wait("minsu", "10.0.0.5", 30.0) == 60.0
    failing(throttle, 20, now=100.0)
    assert throttle.wait("minsu", "10.0.0.5", 100.0) == 100.0


def test_who_guesses_another_pupils_password_does_not_lock_that_pupil_out():
    throttle = Throttle(tries=5, pause=30)
    failing(throttle, 20, address="10.0.0.66")
    assert throttle.wait("minsu", "10.0.0.66", 1.0) > 0
    assert throttle.wait("minsu", "10.0.0.5", 1.0) == 0.0


def test_guessing_from_many_addresses_or_many_names_is_slowed_down_too():
    throttle = Throttle(tries=5, pause=30)
    for number in range(30):
        throttle.failed("minsu", f"10.0.1.{number}", 0.0)
    assert throttle.wait("minsu", "10.0.9.9", 0.0) > 0
    for number in range(60):
        throttle.failed(f"pupil{number}", "10.0.2.2", 0.0)
    assert throttle.wait("fresh", "10.0.2.2", 0.0) > 0


def test_a_right_password_clears_the_pair_and_time_clears_the_rest():
    throttle = Throttle(tries=5, pause=30)
    failing(throttle, 4)
    throttle.succeeded("minsu", "10.0.0.5")
    failing(throttle, 1)
    assert throttle.wait("minsu", "10.0.0.5", 0.0) == 0.0
    failing(throttle, 40)
    failing(throttle, 1, now=10_000.0)
    assert throttle.wait("minsu", "10.0.0.5", 10_000.0) == 0.0


def test_a_flood_of_names_does_not_fill_the_memory():
    throttle = Throttle()
    for number in range(12_000):
        throttle.failed(f"name{number}", f"10.{number}", float(number) / 1000)
    assert len(throttle._records) <= 20_003
