#!/bin/sh
# Makes docs/examples anew: one real run, what it leaves, and what two runs of the same say of each other. Some 4 minutes.
#     npm run examples
set -eu
cd "$(dirname "$0")/.."
to=docs/examples
results=build/examples
trap 'rm -rf "$results"' EXIT
unset GITHUB_STEP_SUMMARY
lab() { npm run -s lab -- "$@" --out "$results"; }

mkdir -p "$to"
lab run --scenario ramp --runtime process --only koa,node-http --rates 1000,5000 --step 5s --blocks 2 --seed 7
first=$(basename "$(readlink -f "$results/latest")")
cp "$results/$first/summary.md" "$results/$first/steps.csv" "$to"
node -e '
  const run = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
  const rows = run.steps
    .filter((step) => step.final && step.verdict === "held")
    .map((step) => [step.contender, step.block, step.ratePerSec, step.latencyMs.p99, step.server.cpuUsPerRequest]);
  for (const row of rows) console.log(row.join("\t"));
' "$results/$first/run.json" > "$to/held.tsv"
# A claim that does not hold (exit code 9) is an answer, too.
lab reproduce "$first" --github > "$to/reproduce.md" || [ $? -eq 9 ]
lab compare "$first" latest --github --no-confirm --gate 'koa.cpuUsPerRequest<=+3%' --on-undecided pass > "$to/compare.md" || [ $? -eq 6 ]
ls -l "$to"
