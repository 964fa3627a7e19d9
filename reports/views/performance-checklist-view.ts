import type {
  ChecklistItem,
  ChecklistReport,
  ChecklistVerdict,
} from '../../harness/model/documents/performance-checklist-document.ts';
import { collectFootnotes } from '../display-facts/collect-finding-footnotes.ts';
import {
  type Annotation,
  type Fact,
  type ListItem,
  SIGN_TONES,
  type SuiteCheck,
  type View,
} from '../format-independent-report-view.ts';
import { createFact } from '../report-block-builders.ts';
import type { NextStep } from '../suggested-next-step.ts';
import { printableTexts } from '../text/printable-text.ts';
import { plural } from '../text/sentence-parts.ts';

const TITLES: Readonly<Record<ChecklistReport['list'], string>> = {
  answer: 'Checks before answering',
  final: 'Final checklist',
};
const VERDICTS = {
  pass: { label: 'Pass', sign: '✓', result: 'passed' },
  fail: { label: 'Fail', sign: '✗', result: 'failure' },
  unverified: { label: 'Unverified', sign: '?', result: 'skipped' },
} as const;

/** Creates a checklist's view with each check's evidence; checks that do not pass come first. */
export function performanceChecklistView(document: ChecklistReport): View {
  const { schema, list, verdict, items, findings } = printableTexts(document);
  const title = TITLES[list];
  const { label, sign } = VERDICTS[verdict];
  const open = items.filter((item) => item.verdict !== 'pass');
  const passed = items.filter((item) => item.verdict === 'pass');
  const block = { type: 'list', weight: 'always', noun: 'check' } as const;
  return {
    key: 'check',
    title,
    headline: { label, sign, outcome: verdict, sentence: sentenceOf(items) },
    about: [title],
    blocks: [
      { ...block, title: 'Not passed', items: open.map(itemOf) },
      { ...block, title: 'Passed', isFolded: open.length > 0, items: passed.map(itemOf) },
    ],
    footnotes: collectFootnotes([{ scenario: null, findings }]),
    next: nextOf(document),
    suites: [{ name: title, checks: items.map((item) => checkOf(item, title)) }],
    annotations: open.map(annotationOf),
    facts: [
      createFact('checklist', { schema, list, verdict, checks: items.length }),
      ...items.flatMap(itemFacts),
    ],
  };
}

function sentenceOf(items: readonly ChecklistItem[]): string {
  const idsOf = (verdict: ChecklistVerdict): readonly string[] =>
    items.filter((item) => item.verdict === verdict).map(({ id }) => id);
  const [passed, failed, open] = [idsOf('pass'), idsOf('fail'), idsOf('unverified')];
  return [
    `${passed.length} of ${plural(items.length, 'check')} passed`,
    ...(failed.length === 0 ? [] : [`${failed.length} failed (${failed.join(', ')})`]),
    ...(open.length === 0 ? [] : [`${open.length} could not be verified (${open.join(', ')})`]),
  ].join(', ');
}

function itemOf(item: ChecklistItem): ListItem {
  const { sign, label } = VERDICTS[item.verdict];
  return {
    lead: `${sign} ${label}`,
    leadTone: SIGN_TONES[sign],
    text: item.title,
    details: [
      { text: item.reason, tone: 'plain' },
      ...item.evidence.map((evidence) => ({ label: placeOf(evidence), text: evidence.text })),
      ...remedyOf(item).map((remedy) => ({ text: `→ ${remedy}`, tone: 'plain' as const })),
    ],
  };
}

function checkOf(item: ChecklistItem, group: string): SuiteCheck {
  const { id, verdict, reason, evidence } = item;
  const shown = evidence.map((place) => `${placeOf(place)}: ${place.text}`);
  return {
    name: id,
    group,
    result: VERDICTS[verdict].result,
    type: verdict,
    message: reason,
    text: [reason, ...shown, ...remedyOf(item)].join('\n'),
  };
}

/**
 * Returns the annotation of a check, at the file of its evidence if there is one; a failed check is
 * an error, an unverified check a warning.
 */
function annotationOf(item: ChecklistItem): Annotation {
  const [first] = item.evidence;
  return {
    level: item.verdict === 'fail' ? 'error' : 'warning',
    title: `check: ${item.id}`,
    message: [item.reason, ...remedyOf(item)].join(' '),
    file: first?.file ?? null,
    ...(first?.line != null && { line: first.line }),
  };
}

function itemFacts(item: ChecklistItem): readonly Fact[] {
  const { id, verdict, reason, evidence } = item;
  const [remedy = null] = remedyOf(item);
  return [
    createFact('item', { id, verdict, reason, remedy }),
    ...evidence.map((place) => createFact('evidence', { item: id, ...place })),
  ];
}

/** `src/a.ts:3` */
function placeOf({ file, line }: ChecklistItem['evidence'][number]): string {
  return line === null ? file : `${file}:${line}`;
}

function remedyOf(item: ChecklistItem): readonly string[] {
  return item.verdict === 'pass' ? [] : [item.remedy];
}

const GATE: NextStep = {
  purpose: 'enforce budgets in CI',
  command: 'perf-harness init --ci github',
};
const PROFILE: NextStep = { purpose: 'see where the time goes', command: 'perf-harness profile' };
const MEASURE: NextStep = { purpose: 'measure performance', command: 'perf-harness run' };

/** Commands that provide what is missing, by check. */
const COMMANDS: Readonly<Record<string, NextStep>> = {
  baseline: {
    purpose: 'save a baseline after a run',
    command: 'perf-harness baseline save main',
  },
  bottleneck: PROFILE,
  bottlenecks: PROFILE,
  'regression-prevention': GATE,
  'budgets-in-ci': GATE,
  'web-vitals': MEASURE,
  'load-test': MEASURE,
};

/** The step for the first check that fails, or else is unverified; null: all pass. */
function nextOf({ list, items }: ChecklistReport): NextStep | null {
  const open = items.filter((item) => item.verdict !== 'pass');
  const first = open.find(({ verdict }) => verdict === 'fail') ?? open[0];
  if (first === undefined) return null;
  const proposes = first.id === 'impact' && /perf-harness [a-z-]+/u.exec(first.remedy)?.[0];
  if (proposes) {
    return { purpose: 'get proposed changes without applying them', command: `${proposes} --help` };
  }
  const flag = list === 'final' ? ' --list' : '';
  return (
    COMMANDS[first.id] ?? {
      purpose: 'check again after the fix',
      command: `perf-harness check${flag} ${first.id}`,
    }
  );
}
