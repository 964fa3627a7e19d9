/**
 * Simulates random runs of a team, with checks after every event: `node bench/team-scheduler.ts
 * [runs] [first seed]`. Exits with 1 and prints the seed if a rule is violated or a run does not
 * end.
 */
import { simulateRandomTeam } from '../test/support/simulate-random-team.ts';

const runs = Number(process.argv[2] ?? 100_000);
const first = Number(process.argv[3] ?? 1);
const begun = performance.now();
let actions = 0;
let mostTasks = 0;
for (let seed = first; seed < first + runs; seed += 1) {
  try {
    const ending = simulateRandomTeam(seed);
    actions += ending.actions;
    mostTasks = Math.max(mostTasks, ending.tasks.size);
  } catch (error) {
    console.error(`seed ${seed}: ${error instanceof Error ? error.message : error}`);
    process.exit(1);
  }
}
const seconds = (performance.now() - begun) / 1000;
console.log(
  `${runs} runs, ${actions} actions, at most ${mostTasks} tasks: all ended, no rule broken (${seconds.toFixed(0)} s)`,
);
