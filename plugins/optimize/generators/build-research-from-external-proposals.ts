import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Host } from 'perf-harness/plugin';
import {
  type GeneratorContext,
  type Research,
  researchSchema,
} from '../document/optimization-hypothesis.ts';
import type { ProgramProposals } from './external-program-proposals-schema.ts';
import { type Proposal, selectHypotheses } from './select-hypotheses.ts';

/** Builds research from an external program's proposals, selected by the rules for all. */
export function buildResearch(
  { files }: Host,
  { root, map, exclude, accept = 'checked', local_findings: findings }: GeneratorContext,
  { hypotheses, ...others }: Omit<ProgramProposals, 'notes' | 'spent'>,
  {
    stepNow = (id) => id,
    flags,
  }: { readonly stepNow?: (id: string) => string; readonly flags: readonly string[] },
): Research {
  const arranged = selectHypotheses(withKeys(hypotheses).map(atSteps(stepNow)), {
    map,
    exclude,
    accept,
    isFile: (path) => files.isFile(join(root, path)),
  });
  return researchSchema.parse({
    ...others,
    ...arranged,
    flags: [...arranged.flags, ...flags],
    recommended_target: others.target_metrics.wall_time_ms?.value ?? null,
    local_codebase_findings: findings,
    disclaimer: null,
  });
}

/** Names the steps of a proposal as the present map has them. */
function atSteps(stepNow: (id: string) => string): (proposal: Proposal) => Proposal {
  return (proposal) => ({
    ...proposal,
    bottleneck_addressed: stepNow(proposal.bottleneck_addressed),
    evidence: proposal.evidence.map(stepNow),
    premises: proposal.premises.map(({ text, measurement }) => ({
      text,
      measurement: measurement === null ? null : stepNow(measurement),
    })),
  });
}

/**
 * Strips control characters, so that a program's output cannot move the terminal's cursor, and
 * truncates it so that it cannot flood the screen.
 */
export function sanitizeLine(text: string): string {
  const line = text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return line.length > MOST_TOLD ? `${line.slice(0, MOST_TOLD)} …` : line;
}

const MOST_TOLD = 400;

/** Replaces ids with keys, so that a proposal can be recognized in another cycle. */
function withKeys(hypotheses: ProgramProposals['hypotheses']): readonly Proposal[] {
  const keys = new Map(
    hypotheses.map((hypothesis) => [hypothesis.id, hypothesis.key ?? keyOf(hypothesis)]),
  );
  const keyFor = (id: string): string => keys.get(id) ?? id;
  return hypotheses.map(({ id: _, ...hypothesis }) => ({
    ...hypothesis,
    key: hypothesis.key ?? keyOf(hypothesis),
    dependencies: hypothesis.dependencies.map(keyFor),
    conflicts_with: hypothesis.conflicts_with.map(keyFor),
    pair: hypothesis.pair === null ? null : keyFor(hypothesis.pair),
    source: 'plugin',
    // A program's own claim about its change is not trusted.
    evidence_class: 'checked',
  }));
}

function keyOf({
  description,
  files_to_modify: files,
  apply,
}: Pick<Proposal, 'description' | 'files_to_modify' | 'apply'>): string {
  const text = JSON.stringify([description.toLowerCase(), files.toSorted(), apply]);
  return `plugin:${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
}
