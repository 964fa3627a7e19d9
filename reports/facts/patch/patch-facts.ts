import type {
  PatchCheckReport,
  PatchGain,
} from '../../../harness/model/documents/patch-check-document.ts';
import { shellQuote } from '../../../harness/model/shell-quote.ts';
import { shortCommit } from '../../../harness/model/short-commit.ts';
import { plural } from '../../text/plural.ts';
import { printable } from '../../text/printable.ts';
import { collectFootnotes, type Footnote } from '../footnotes.ts';
import type { NextStep } from '../next-step.ts';
import { checkSentence, NOT_DECIDED } from '../optimization/check-words.ts';
import { percentage } from '../optimization/optimization-amount.ts';
import { gainOf, gainRange } from '../optimization/optimization-metric-facts.ts';

/** How good what was found is: of a row, or of the patch as a whole. */
export type PatchStanding = 'good' | 'bad' | 'unknown';

/** One thing that was looked at. */
export interface PatchRow {
  readonly id: 'tests' | 'behaviour' | 'gain';
  readonly name: string;
  readonly standing: PatchStanding;
  readonly text: string;
}

/** What is known of a patch, as every reporter shows it. */
export interface PatchFacts {
  readonly headline: {
    readonly word: PatchCheckReport['outcome'];
    readonly standing: PatchStanding;
    readonly sentence: string;
  };
  readonly title: string;
  /** What it was applied to, and what it changes. */
  readonly about: string;
  readonly rows: readonly PatchRow[];
  readonly assumes: readonly string[];
  /** A file for node:test that shows the difference; null: there is none. */
  readonly test: string | null;
  readonly footnotes: readonly Footnote[];
  readonly next: NextStep;
}

const STANDINGS: Readonly<Record<PatchCheckReport['outcome'], PatchStanding>> = {
  faster: 'good',
  'no-gain': 'unknown',
  slower: 'bad',
  differs: 'bad',
  'tests-fail': 'bad',
  unjudged: 'unknown',
};

export function patchFacts(document: PatchCheckReport): PatchFacts {
  const { outcome, base, files, size, check, findings } = document;
  const lines = size === null ? '' : ` (+${size.added} -${size.removed} lines)`;
  const rows = [testsRow(document), ...behaviourRows(document), ...gainRows(document)];
  return {
    headline: {
      word: outcome,
      standing: STANDINGS[outcome],
      sentence: sentenceOf(document, rows),
    },
    title: `Patch ${nameOf(document)}`,
    about: `On ${shortCommit(base)}, ${plural(files.length, 'file')}: ${files.map(printable).join(', ')}${lines}`,
    rows,
    assumes: check?.state === 'same' ? check.assumes.map(printable) : [],
    test: check?.state === 'differs' ? check.counterexample.test : null,
    footnotes: collectFootnotes([{ scenario: null, findings }]),
    next: nextOf(document),
  };
}

function nameOf({ patch }: PatchCheckReport): string {
  return patch === '-' ? 'of standard input' : printable(patch);
}

function sentenceOf(document: PatchCheckReport, rows: readonly PatchRow[]): string {
  const name = nameOf(document);
  const first = (standing: PatchStanding): string =>
    rows
      .filter((one) => one.standing === standing)
      .map(({ text }) => text)
      .join('; ');
  switch (document.outcome) {
    case 'faster':
      return `The patch ${name} is faster and does the same: ${first('good')}.`;
    case 'no-gain':
      return `The patch ${name} does the same, and gains nothing: ${first('unknown')}.`;
    case 'slower':
      return `The patch ${name} makes it slower: ${first('bad')}.`;
    case 'differs':
      return `The patch ${name} does something else: ${first('bad')}.`;
    case 'tests-fail':
      return `The patch ${name} breaks tests: ${first('bad')}.`;
    case 'unjudged':
      return `The patch ${name} cannot be judged: ${first('unknown').replaceAll(NOT_DECIDED, '')}.`;
  }
}

function testsRow({ tests }: PatchCheckReport): PatchRow {
  const row = { id: 'tests', name: 'Tests' } as const;
  const reason = printable(tests.reason ?? '');
  switch (tests.state) {
    case 'passed':
      return { ...row, standing: 'good', text: 'the tests pass' };
    case 'failed':
      return { ...row, standing: 'bad', text: `fails with it and not without it: ${reason}` };
    case 'fail-before':
      return { ...row, standing: 'unknown', text: `the tests fail without it too: ${reason}` };
    case 'absent':
      return { ...row, standing: 'unknown', text: reason };
  }
}

function behaviourRows({ check }: PatchCheckReport): readonly PatchRow[] {
  if (check === null) return [];
  const standings = { same: 'good', differs: 'bad', loses: 'bad', unknown: 'unknown' } as const;
  return [
    {
      id: 'behaviour',
      name: 'Old and new side by side',
      standing: standings[check.state],
      text: checkSentence(check),
    },
  ];
}

function gainRows({ gains, unmeasured }: PatchCheckReport): readonly PatchRow[] {
  if (unmeasured !== null) {
    const text = `not measured: ${printable(unmeasured)}`;
    return [{ id: 'gain', name: 'Gain', standing: 'unknown', text }];
  }
  return gains.map((gain) => ({
    id: 'gain',
    name: `Gain of ${printable(gain.scenario)}`,
    standing:
      gain.verdict === 'improved' ? 'good' : gain.verdict === 'regressed' ? 'bad' : 'unknown',
    text: gainText(gain),
  }));
}

function gainText({ scenario, metric, verdict, ratio, low, high, better, reason }: PatchGain) {
  const what = `${metric} of ${printable(scenario)}`;
  const why = reason === null ? '' : ` (${printable(reason)})`;
  if (ratio === null || low === null || high === null) return `${what} ${verdict}${why}`;
  const gain = gainOf(ratio, better);
  const word = gain < 0 ? 'worse' : 'better';
  const range = gainRange({ value: ratio, low, high }, better);
  return `${what} ${verdict}, ${percentage(Math.abs(gain))} ${word} (gain ${range})${why}`;
}

function nextOf({ outcome, patch }: PatchCheckReport): NextStep {
  const name = patch === '-' ? '-' : shellQuote(patch);
  return outcome === 'faster'
    ? { purpose: 'take it', command: `git apply ${name}` }
    : {
        purpose: 'look at it again once it is changed',
        command: `perf-harness optimize validate ${name}`,
      };
}
