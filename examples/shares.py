"""Who carries how much: the measured shares of a fleet as a table, and what the loss of a vendor would leave.

Run it, or open it cell by cell in an editor that knows ``# %%``:

    python examples/shares.py
"""

# %% Read a folder, and judge it as of a day
import datetime as dt
from pathlib import Path

import modelbylaws

BANK = Path(__file__).parent / "meridian-bank"

run = modelbylaws.read(BANK, as_of=dt.date(2026, 11, 22))
for fault in run.faults:  # a file that could not be read; then no report passes
    print(fault.locations[0].file, fault.message)
report = run.judge()
print(f"{report.services} services, {len(report.rulings)} rules, exit code {report.exit_code}")


# %% Shares of every key of every rule that limits them, exact, largest first
def list_shares(report: modelbylaws.Report) -> list[tuple[str, str, str, str, str]]:
    """Rule, key, lowest and highest share, verdict; a share is an interval where something is unknown."""
    rows = [
        (ruling.id, measure.key, measure.lowest.value, measure.highest.value, measure.verdict.value)
        for ruling in report.rulings
        for measure in ruling.measures
        if measure.key is not None and not measure.counts_keys
    ]
    rows.sort(key=lambda row: (row[0], -row[3], row[1]))
    return [(rule, key, f"{float(low):.1%}", f"{float(high):.1%}", verdict) for rule, key, low, high, verdict in rows]


for row in list_shares(report):
    print("{:24} {:16} {:>6} to {:>6}  {}".format(*row))

# %% The same without one vendor: which services stop?
without = modelbylaws.simulate(run, [{"lose": {"vendor": "meta"}}])
print("stops:", ", ".join(without.stopped) or "nothing")
for outcome in without.steps[0].outcomes:
    print(f"{outcome.effect:14} {outcome.service}/{outcome.use}")

# %% The report in a format that others read
sarif = modelbylaws.write(report, "sarif")
print(f"{len(sarif)} characters of SARIF")
