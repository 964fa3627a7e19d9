import type { ProfileDiffReport } from '../../harness/model/documents/profile-diff-document.ts';
import type { ProfileDiffFacts } from '../facts/profile/profile-diff-facts.ts';
import { changedFunctionLines } from './difference-fact-lines.ts';
import { exactly, factLine } from './fact-line.ts';

/** Two profiled sides, one fact a line. */
export function profileDiffFactLines(
  facts: ProfileDiffFacts,
  document: ProfileDiffReport,
  next: readonly string[],
): readonly string[] {
  const { state, scenario, difference, seed } = document;
  return [
    factLine('difference', {
      schema: document.schema,
      state,
      scenario,
      base: facts.base,
      head: facts.head,
      tool: difference?.tool ?? null,
      pairs: difference?.pairs ?? 0,
      confidence: difference?.confidence ?? null,
      busy_base: difference?.base ?? null,
      busy_head: difference?.head ?? null,
      unit: difference?.unit ?? null,
      seed: exactly(seed),
    }),
    factLine('summary', { outcome: state, text: facts.headline.sentence }),
    ...next,
    ...(facts.difference === null || difference === null
      ? []
      : changedFunctionLines(facts.difference, difference, null)),
  ];
}
