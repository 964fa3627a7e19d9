import type { ChecklistVerdict } from '../../harness/model/documents/checklist-document.ts';
import type { ChecklistFacts, ChecklistItemFact } from '../facts/checklist/checklist-facts.ts';
import { type CaseResult, type JunitSuite, junitCase, type TestCase } from './suite.ts';

const RESULTS: Readonly<Record<ChecklistVerdict, CaseResult>> = {
  pass: 'passed',
  fail: 'failure',
  unverified: 'skipped',
};

/** A list as a suite, each thing that was looked for a case of it. */
export function checklistSuite({ title, items }: ChecklistFacts): JunitSuite {
  return {
    name: title,
    file: null,
    startedAt: null,
    hostname: null,
    properties: [],
    cases: items.map((item) => caseOf(item, title)),
    elapsedMs: 0,
  };
}

function caseOf(item: ChecklistItemFact, className: string): TestCase {
  const { id, verdict, reason, remedy, evidence } = item;
  const shown = evidence.map(({ place, text }) => `${place}: ${text}`);
  const common = { name: id, className, timeMs: 0, result: RESULTS[verdict] };
  const text = [reason, ...shown, ...(remedy === null ? [] : [remedy])].join('\n');
  return junitCase(
    verdict === 'pass' ? { ...common, text } : { ...common, type: verdict, message: reason, text },
  );
}
