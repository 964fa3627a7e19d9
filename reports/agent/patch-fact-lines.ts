import type { PatchCheckReport } from '../../harness/model/documents/patch-check-document.ts';
import type { PatchFacts } from '../facts/patch/patch-facts.ts';
import { factLine } from './fact-line.ts';

/** What is known of a patch, one fact a line. */
export function patchFactLines(
  facts: PatchFacts,
  document: PatchCheckReport,
  next: readonly string[],
): readonly string[] {
  const { schema, outcome, patch, base, files, tests, check, gains } = document;
  return [
    factLine('patch', { schema, outcome, patch, base, files: files.length }),
    factLine('summary', { outcome, text: facts.headline.sentence }),
    ...next,
    factLine('tests', { state: tests.state, reason: tests.reason }),
    ...(check === null
      ? []
      : [
          factLine('behaviour', {
            state: check.state,
            text: facts.rows.find(({ id }) => id === 'behaviour')?.text ?? null,
          }),
        ]),
    ...gains.map(({ scenario, metric, verdict, ratio, low, high }) =>
      factLine('gain', { scenario, metric, verdict, ratio, low, high }),
    ),
  ];
}
