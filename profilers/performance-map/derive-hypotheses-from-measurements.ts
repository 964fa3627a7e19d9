import type { Suspicion } from '../../harness/model/documents/performance-map-document.ts';
import { formatPlace } from './classify-wait.ts';
import {
  type BottleneckCandidate,
  describeTimeCause,
  type TimeCause,
} from './describe-bottleneck-cause.ts';
import type { MapNode } from './performance-map-node.ts';
import { MIN_REPORTED_PERCENT } from './verify-hypotheses-by-time.ts';

/** Returns the hypotheses that follow from measurements alone, whatever the source looks like. */
export function deriveHypothesesFromMeasurements(
  candidates: readonly BottleneckCandidate[],
  context: {
    readonly root: string;
    readonly wallMs: number;
    readonly idOf: ReadonlyMap<MapNode, string>;
  },
): readonly Suspicion[] {
  return candidates.flatMap((candidate): readonly Suspicion[] => {
    const { node, cause, ms } = candidate;
    const category = categoryOf(cause, ms);
    const share = context.wallMs === 0 ? 0 : (100 * ms) / context.wallMs;
    const location = formatPlace(context.root, node.of.file, lineOf(candidate));
    if (category === null || location === null || share < MIN_REPORTED_PERCENT) return [];
    const description = `${describeTimeCause(candidate)}.`;
    return [
      {
        id: '',
        category,
        location,
        description,
        verdict: 'confirmed',
        evidence: [
          {
            id: '',
            question: "How much of an operation's time does this activity take?",
            answer: `${share.toFixed(1)} %.`,
            value: ms,
            unit: 'ms',
          },
        ],
        verification_note: `This activity takes ${share.toFixed(1)} % of the wall time.`,
        affected_steps: [context.idOf.get(node) ?? '1'],
        share,
      },
    ];
  });
}

/** null if there is no evidence that the time could be reduced. */
function categoryOf(cause: TimeCause, ms: number): Suspicion['category'] | null {
  switch (cause.type) {
    case 'repeated':
      return 'architecture';
    case 'one-by-one':
    case 'blocking':
      return 'async_patterns';
    case 'wait':
      return cause.leaf.wait?.site.kind === 'pool' ? 'connection_management' : null;
    case 'package':
      return null;
    case 'cpu':
      return cause.collectorMs > ms / 2 ? 'resource_lifecycle' : null;
  }
}

function lineOf({ node, cause }: BottleneckCandidate): number | null {
  if (cause.type === 'repeated' || cause.type === 'one-by-one') return cause.line ?? node.of.line;
  return node.of.line;
}

export function numberHypotheses(all: readonly Suspicion[]): readonly Suspicion[] {
  return all.map((candidate, index) => {
    const id = `S${index + 1}`;
    const evidence = candidate.evidence.map((link, at) => ({ ...link, id: `${id}.${at + 1}` }));
    return { ...candidate, id, evidence };
  });
}
