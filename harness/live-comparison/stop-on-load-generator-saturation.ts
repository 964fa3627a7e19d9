import { isPacedByGenerator, listLoadRuns } from '../model/load-generator-saturation.ts';
import type { LiveSides } from './live-comparison-context.ts';
import type { ComparedScenario } from './scenario-comparison-state.ts';

/** Minimum generator-paced load runs before a side is given up: one may be chance. */
const FEWEST = 3;

/** Stops a subject if the load generator paced a side, since its times cannot be judged then. */
export function stopOnLoadGeneratorSaturation(subject: ComparedScenario, sides: LiveSides): void {
  if (subject.trouble !== null) return;
  for (const side of ['a', 'b'] as const) {
    const runs = listLoadRuns(subject.trials[side]);
    const paced = runs.filter((run) => run.generator_saturated === true);
    if (paced.length < FEWEST || !isPacedByGenerator(runs)) continue;
    const { label } = side === 'a' ? sides.base : sides.head;
    subject.stop = 'failed';
    subject.trouble = {
      side,
      reason: `the load generator was saturated while the ${side === 'a' ? 'base' : 'head'} (${label}) was measured, so response times and throughput reflect the generator; lower the rate, or use fewer connections`,
    };
    return;
  }
}
