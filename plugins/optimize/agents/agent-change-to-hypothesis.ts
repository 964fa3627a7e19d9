import type { PerformanceMap } from 'perf-harness/plugin';
import type { ProgramProposals } from '../generators/external-program-proposals-schema.ts';
import { flatSteps } from '../generators/functions-on-bottleneck-path.ts';
import { readPatchedPaths } from '../strike/apply/patch-paths.ts';
import type { AgentChange } from './parse-agent-proposed-changes.ts';

/** Share of its step that a change is expected to save where nothing similar was ever measured. */
const EXPECTED = 0.5;
const NOTE =
  'Estimated at half the time of the step it belongs to, because nothing similar has been measured.';
/** Fix level of changes to the application's own code. */
const APPLICATION = 4;

/** Converts an agent's change to a program proposal; no gain estimate is requested from it. */
export function toHypothesis(
  { step: named, title, reason, assumes, patch }: AgentChange,
  at: number,
  map: Pick<PerformanceMap, 'steps' | 'top_bottlenecks'>,
): ProgramProposals['hypotheses'][number] {
  const id = bottleneckAt(named, map.top_bottlenecks);
  const step = flatSteps(map.steps).find((flatStep) => flatStep.id === id);
  return {
    id: `H${at + 1}`,
    description: title,
    bottleneck_addressed: id,
    bottleneck_class: step?.step_type ?? 'CPU',
    expected_impact: {
      percent: Math.min(100, (step?.time_share_pct ?? 0) * EXPECTED),
      origin: 'estimated',
      note: NOTE,
    },
    complexity: 'Medium',
    risk: 'Medium',
    fix_level: APPLICATION,
    files_to_modify: [...new Set(readPatchedPaths(patch).map(({ path }) => path))],
    dependencies: [],
    conflicts_with: [],
    evidence: [id],
    premises: [{ text: reason, measurement: id }],
    assumes,
    removes: false,
    pair: null,
    apply: { kind: 'patch', patch },
  };
}

/**
 * Returns the bottleneck that is the step itself, contains it or is contained in it, since a plan
 * rests on what was measured there. Of several, the one with the largest share; the step itself if
 * there is none.
 */
function bottleneckAt(step: string, bottlenecks: PerformanceMap['top_bottlenecks']): string {
  const isWithin = (inner: string, outer: string): boolean => inner.startsWith(`${outer}.`);
  const related = bottlenecks
    .filter(
      (bottleneck) =>
        bottleneck.step === step ||
        isWithin(bottleneck.step, step) ||
        isWithin(step, bottleneck.step),
    )
    .toSorted((bottleneck, other) => other.share - bottleneck.share);
  const [most] = related;
  return related.find((bottleneck) => bottleneck.step === step)?.step ?? most?.step ?? step;
}
