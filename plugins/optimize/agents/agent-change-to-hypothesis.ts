import type { PerformanceMap } from 'perf-harness/plugin';
import { z } from 'zod';
import type { ProgramProposals } from '../generators/external-program-proposals-schema.ts';
import { flatSteps } from '../generators/functions-on-bottleneck-path.ts';
import { parseJsonOrNull } from '../parse-json-or-null.ts';
import { readPatchedPaths } from '../strike/apply/parse-unified-diff.ts';

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

/** Change proposed by an agent, in the format that the prompt requests. */
const changeSchema = z.object({
  step: z.string().min(1),
  title: z.string().min(1),
  reason: z.string().min(1),
  assumes: z.array(z.string()).default([]),
  patch: z.string().min(1),
});
/** A change that an agent proposes: a unified diff with its reason. */
export type AgentChange = z.infer<typeof changeSchema>;

const answerSchema = z.object({ changes: z.array(z.unknown()) });

interface ParsedAnswer {
  readonly changes: readonly AgentChange[];
  /** Reasons why parts of it cannot be used, one sentence each. */
  readonly problems: readonly string[];
}

/** A longer list of changes is unlikely to be well thought out. */
const MAX_CHANGES = 20;
/** Characters of an unusable answer that the problem quotes. */
const QUOTED = 200;

/** Parses the JSON document in an agent's final message, ignoring surrounding text. */
export function parseAgentAnswer(text: string): ParsedAnswer {
  const object = text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1);
  const document = answerSchema.safeParse(parseJsonOrNull(text) ?? parseJsonOrNull(object));
  if (!document.success) {
    const start = JSON.stringify(text.trim().slice(0, QUOTED));
    return {
      changes: [],
      problems: [`it returned ${start} instead of a JSON document with changes`],
    };
  }
  const all = document.data.changes;
  const changes: AgentChange[] = [];
  const problems: string[] = [];
  for (const [at, value] of all.slice(0, MAX_CHANGES).entries()) {
    const parsed = changeSchema.safeParse(value);
    if (parsed.success) changes.push(parsed.data);
    else
      problems.push(
        `change ${at + 1} in its answer is incomplete: ${z.prettifyError(parsed.error)}`,
      );
  }
  const others = all.length - MAX_CHANGES;
  if (others > 0)
    problems.push(`${others} of the ${all.length} changes in its answer were not inspected`);
  return { changes, problems };
}
