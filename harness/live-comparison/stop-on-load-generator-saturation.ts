import { isPacedByGenerator, listLoadRuns } from '../model/load-generator-saturation.ts';
import type { LiveSides } from './live-comparison-context.ts';
import type { ComparedScenario } from './scenario-comparison-state.ts';

/** Minimum number of generator-paced runs for stopping: a single one may be due to chance. */
const MIN_PACED_RUNS = 3;

/** Stops a scenario if the load generator limited a side, whose times then cannot be judged. */
export function stopOnLoadGeneratorSaturation(subject: ComparedScenario, sides: LiveSides): void {
  if (subject.trouble !== null) return;
  for (const side of ['a', 'b'] as const) {
    const runs = listLoadRuns(subject.trials[side]);
    const paced = runs.filter((run) => run.generator_saturated === true);
    if (paced.length < MIN_PACED_RUNS || !isPacedByGenerator(runs)) continue;
    const { label } = side === 'a' ? sides.base : sides.head;
    subject.stop = 'failed';
    subject.trouble = {
      side,
      reason: `the load generator was saturated while the ${side === 'a' ? 'base' : 'head'} (${label}) was measured, so response times and throughput reflect the generator; lower the rate, or use fewer connections`,
    };
    return;
  }
}
