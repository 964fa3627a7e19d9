import type {
  ChecklistItem,
  ChecklistReport,
  ChecklistVerdict,
} from '../../../harness/model/documents/checklist-document.ts';
import { collectFootnotes } from '../../facts/footnotes.ts';
import { plural } from '../../text/plural.ts';
import { printableTexts } from '../../text/printable-texts.ts';
import type { Annotation, Check, Fact, Headline, Item, View } from '../../view.ts';
import { checklistNext } from './checklist-next.ts';

const TITLES: Readonly<Record<ChecklistReport['list'], string>> = {
  answer: 'Checks before an answer',
  final: 'Final checklist',
};
const HEADLINES: Readonly<Record<ChecklistVerdict, Pick<Headline, 'label' | 'sign' | 'tone'>>> = {
  pass: { label: 'Pass', sign: '✓', tone: 'good' },
  fail: { label: 'Fail', sign: '✗', tone: 'bad' },
  unverified: { label: 'Unverified', sign: '?', tone: 'doubt' },
};
const RESULTS: Readonly<Record<ChecklistVerdict, Check['result']>> = {
  pass: 'passed',
  fail: 'failure',
  unverified: 'skipped',
};

/** A checklist with the evidence of each check; checks that do not pass come first. */
export function checklistView(document: ChecklistReport): View {
  const { schema, list, verdict, items, findings } = printableTexts(document);
  const title = TITLES[list];
  const open = items.filter((item) => item.verdict !== 'pass');
  const passed = items.filter((item) => item.verdict === 'pass');
  return {
    key: 'check',
    title,
    headline: { ...HEADLINES[verdict], outcome: verdict, sentence: sentenceOf(items) },
    about: [title],
    blocks: [
      {
        type: 'list',
        weight: 'always',
        title: 'Not passed',
        noun: 'check',
        items: open.map(itemOf),
      },
      {
        type: 'list',
        weight: 'always',
        isFolded: open.length > 0,
        title: 'Passed',
        noun: 'check',
        items: passed.map(itemOf),
      },
    ],
    footnotes: collectFootnotes([{ scenario: null, findings }]),
    next: checklistNext(document),
    suites: [{ name: title, startedAt: null, checks: items.map((item) => checkOf(item, title)) }],
    annotations: open.map(annotationOf),
    facts: [
      { keyword: 'checklist', values: { schema, list, verdict, checks: items.length } },
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

function itemOf(item: ChecklistItem): Item {
  const { sign, label, tone } = HEADLINES[item.verdict];
  return {
    lead: `${sign} ${label}`,
    leadTone: tone,
    text: item.title,
    details: [
      { text: item.reason, tone: 'plain' },
      ...item.evidence.map((evidence) => ({ label: placeOf(evidence), text: evidence.text })),
      ...remedyOf(item).map((remedy) => ({ text: `→ ${remedy}`, tone: 'plain' as const })),
    ],
  };
}

function checkOf(item: ChecklistItem, group: string): Check {
  const { id, verdict, reason, evidence } = item;
  const shown = evidence.map((place) => `${placeOf(place)}: ${place.text}`);
  return {
    name: id,
    group,
    result: RESULTS[verdict],
    type: verdict,
    message: reason,
    text: [reason, ...shown, ...remedyOf(item)].join('\n'),
  };
}

/** A failed check is an error, at the file that shows it where there is one; an unverified check a warning. */
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
    { keyword: 'item', values: { id, verdict, reason, remedy } },
    ...evidence.map((place) => ({ keyword: 'evidence', values: { item: id, ...place } })),
  ];
}

/** `src/a.ts:3` */
function placeOf({ file, line }: ChecklistItem['evidence'][number]): string {
  return line === null ? file : `${file}:${line}`;
}

function remedyOf(item: ChecklistItem): readonly string[] {
  return item.verdict === 'pass' ? [] : [item.remedy];
}
