import { type Block, collectFootnotes, display, shortCommit, type View } from 'perf-harness/plugin';
import type { PatchCheckReport, PatchGain } from '../document/patch-check-document.ts';
import { describeCheck, INCONCLUSIVE_PREFIX } from './describe-behavior-check.ts';
import { calculateGain, formatGainRange } from './describe-metric-and-function-gains.ts';
import { formatPercentage } from './format-optimization-amount.ts';

/** Result of one inspection of the patch. */
interface Inspection {
  readonly id: 'tests' | 'behaviour' | 'gain';
  readonly name: string;
  readonly result: 'good' | 'bad' | 'unknown';
  readonly text: string;
}

const HEADLINES: Readonly<
  Record<PatchCheckReport['outcome'], Pick<View['headline'], 'label' | 'sign'>>
> = {
  faster: { label: 'Faster', sign: '✓' },
  'no-gain': { label: 'No gain', sign: '?' },
  slower: { label: 'Slower', sign: '✗' },
  differs: { label: 'Differs', sign: '✗' },
  'tests-fail': { label: 'Tests fail', sign: '✗' },
  unjudged: { label: 'Inconclusive', sign: '?' },
};
const RESULTS = {
  good: { lead: '✓', leadTone: 'good', result: 'passed' },
  bad: { lead: '✗', leadTone: 'bad', result: 'failure' },
  unknown: { lead: '?', leadTone: 'doubt', result: 'skipped' },
} as const;

/** View of a patch: its tests, its behavior compared with the old code, and its gain. */
export function patchView(document: PatchCheckReport): View {
  const { outcome, base, files, size, findings } = document;
  const inspections = [testsOf(document), ...behaviourOf(document), ...gainsOf(document)];
  const title = `Patch ${nameOf(document)}`;
  const lines = ` (+${size.added} -${size.removed} lines)`;
  const sentence = sentenceOf(document, inspections);
  return {
    key: 'patch',
    title,
    headline: { ...HEADLINES[outcome], outcome, sentence },
    about: [
      `On ${shortCommit(base)}, ${display.plural(files.length, 'file')}: ${files.map(display.printable).join(', ')}${lines}`,
    ],
    blocks: blocksOf(document, inspections),
    footnotes: collectFootnotes([{ scenario: null, findings }]),
    next: nextOf(document),
    suites: [
      {
        name: title,
        checks: inspections.map(({ id, name, result, text }) => ({
          name,
          group: title,
          result: RESULTS[result].result,
          type: id,
          message: text,
        })),
      },
    ],
    annotations: inspections
      .filter(({ result }) => result !== 'good')
      .map(({ id, name, result, text }) => ({
        level: result === 'bad' ? 'error' : 'warning',
        title: `patch: ${id}`,
        message: `${name}: ${text}`,
      })),
    facts: factsOf(document, inspections),
  };
}

function blocksOf(
  { check }: PatchCheckReport,
  inspections: readonly Inspection[],
): readonly Block[] {
  const assumes = check?.state === 'same' ? check.assumes : [];
  const test = check?.state === 'differs' ? check.counterexample.test : null;
  return [
    {
      type: 'list',
      weight: 'always',
      title: 'Checks',
      noun: 'check',
      items: inspections.map(({ name, result, text }) => {
        const { lead, leadTone } = RESULTS[result];
        return { lead, leadTone, text: `${name}: ${text}` };
      }),
    },
    {
      type: 'list',
      title: 'Assumptions',
      noun: 'assumption',
      items: assumes.map((text) => ({ text: display.printable(text) })),
    },
    {
      type: 'code',
      weight: 'verbose',
      title: 'Test that reproduces the difference',
      language: 'js',
      lines: test === null ? [] : test.trimEnd().split('\n'),
    },
  ];
}

function nameOf({ patch }: PatchCheckReport): string {
  return patch === '-' ? 'from standard input' : display.printable(patch);
}

function sentenceOf(document: PatchCheckReport, inspections: readonly Inspection[]): string {
  const name = nameOf(document);
  const textsOf = (result: Inspection['result']): string =>
    inspections
      .filter((inspection) => inspection.result === result)
      .map(({ text }) => text)
      .join('; ');
  switch (document.outcome) {
    case 'faster':
      return `The patch ${name} is faster and behaves the same: ${textsOf('good')}.`;
    case 'no-gain':
      return `The patch ${name} behaves the same, but shows no gain: ${textsOf('unknown')}.`;
    case 'slower':
      return `The patch ${name} is slower: ${textsOf('bad')}.`;
    case 'differs':
      return `The patch ${name} changes behavior: ${textsOf('bad')}.`;
    case 'tests-fail':
      return `The patch ${name} breaks tests: ${textsOf('bad')}.`;
    case 'unjudged':
      return `The patch ${name} cannot be judged: ${textsOf('unknown').replaceAll(INCONCLUSIVE_PREFIX, '')}.`;
  }
}

function testsOf({ tests }: PatchCheckReport): Inspection {
  const row = { id: 'tests', name: 'Tests' } as const;
  const reason = display.printable(tests.reason ?? '');
  switch (tests.state) {
    case 'passed':
      return { ...row, result: 'good', text: 'the tests pass' };
    case 'failed':
      return { ...row, result: 'bad', text: `the tests fail only with the patch: ${reason}` };
    case 'fail-before':
      return {
        ...row,
        result: 'unknown',
        text: `the tests also fail without the patch: ${reason}`,
      };
    case 'absent':
      return { ...row, result: 'unknown', text: reason };
  }
}

function behaviourOf({ check }: PatchCheckReport): readonly Inspection[] {
  if (check === null) return [];
  const results = { same: 'good', differs: 'bad', loses: 'bad', unknown: 'unknown' } as const;
  const row = { id: 'behaviour', name: 'Old and new side by side' } as const;
  return [{ ...row, result: results[check.state], text: describeCheck(check) }];
}

function gainsOf({ gains, unmeasured }: PatchCheckReport): readonly Inspection[] {
  if (unmeasured !== null) {
    const text = `not measured: ${display.printable(unmeasured)}`;
    return [{ id: 'gain', name: 'Gain', result: 'unknown', text }];
  }
  return gains.map((gain) => ({
    id: 'gain',
    name: `Gain in ${display.printable(gain.scenario)}`,
    result: gain.verdict === 'improved' ? 'good' : gain.verdict === 'regressed' ? 'bad' : 'unknown',
    text: gainText(gain),
  }));
}

function gainText({ scenario, metric, verdict, ratio, low, high, better, reason }: PatchGain) {
  const subject = `${metric} of ${display.printable(scenario)}`;
  const why = reason === null ? '' : ` (${display.printable(reason)})`;
  if (ratio === null || low === null || high === null) return `${subject} ${verdict}${why}`;
  const gain = calculateGain(ratio, better);
  const word = gain < 0 ? 'worse' : 'better';
  const range = formatGainRange({ value: ratio, low, high }, better);
  return `${subject} ${verdict}, ${formatPercentage(Math.abs(gain))} ${word} (gain ${range})${why}`;
}

function nextOf({ outcome, patch }: PatchCheckReport): NonNullable<View['next']> {
  const name = patch === '-' ? '-' : display.quoteCommandWord(patch);
  return outcome === 'faster'
    ? { purpose: 'apply the patch', command: `git apply ${name}` }
    : {
        purpose: 'check the patch again after changing it',
        command: `perf-harness optimize validate ${name}`,
      };
}

function factsOf(
  { schema, outcome, patch, base, files, tests, check, gains }: PatchCheckReport,
  inspections: readonly Inspection[],
): View['facts'] {
  const { createFact } = display;
  const text = inspections.find(({ id }) => id === 'behaviour')?.text ?? null;
  return [
    createFact('patch', { schema, outcome, patch, base, files: files.length }),
    createFact('tests', { state: tests.state, reason: tests.reason }),
    ...(check === null ? [] : [createFact('behaviour', { state: check.state, text })]),
    ...gains.map(({ scenario, metric, verdict, ratio, low, high }) =>
      createFact('gain', { scenario, metric, verdict, ratio, low, high }),
    ),
  ];
}
