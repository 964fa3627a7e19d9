import { type Block, collectFootnotes, display, shortCommit, type View } from 'perf-harness/plugin';
import type { CallTimes, CheckResult } from '../document/behavior-check-result.ts';
import { sizeWords } from '../document/describe-call-time-or-memory-regression.ts';
import type { Proof, ProofGain } from '../document/proof-document.ts';
import { changeArgument, describeChange } from '../prove/describe-change.ts';
import { describeCheck, INCONCLUSIVE_PREFIX } from './describe-behavior-check.ts';

/** Result of one check of the change: a row of the table. */
interface CheckRow {
  readonly id: 'tests' | 'behaviour' | 'gain' | 'claim';
  readonly name: string;
  readonly state: 'good' | 'bad' | 'neutral' | 'unknown';
  /** One or two words, or a change: `pass`, `-88.8 %`. */
  readonly result: string;
  /** Evidence for the result, as a phrase. */
  readonly evidence: string;
}

const HEADLINES: Readonly<Record<Proof['outcome'], Pick<View['headline'], 'label' | 'sign'>>> = {
  'proven-faster': { label: 'Proven faster', sign: '✓' },
  'no-difference': { label: 'No difference shown', sign: '=' },
  slower: { label: 'Slower', sign: '✗' },
  differs: { label: 'Differs', sign: '✗' },
  'not-decided': { label: 'Not decided', sign: '?' },
};
const STATES = {
  good: { sign: '✓', tone: 'good', result: 'passed' },
  bad: { sign: '✗', tone: 'bad', result: 'failure' },
  neutral: { sign: '=', tone: 'plain', result: 'passed' },
  unknown: { sign: '?', tone: 'doubt', result: 'skipped' },
} as const;

/** View of a proof: one sentence, and a table with the tests, the behavior and the gains. */
export function proofView(document: Proof): View {
  const { outcome, base, files, size, omitted, findings } = document;
  const rows = [
    testsRow(document),
    ...behaviourRows(document),
    ...gainRows(document),
    ...claimRows(document),
  ];
  const title = `Proof: ${display.printable(describeChange(document.change))}`;
  const lines = ` (+${size.added} -${size.removed} lines)`;
  return {
    key: 'proof',
    title,
    headline: { ...HEADLINES[outcome], outcome, sentence: sentenceOf(document, rows) },
    about: [
      `Against ${shortCommit(base)}, ${display.plural(files.length, 'file')}: ${files.map(display.printable).join(', ')}${lines}`,
      ...(omitted.length === 0 ? [] : [omittedText(omitted)]),
    ],
    blocks: blocksOf(document, rows),
    footnotes: collectFootnotes([{ scenario: null, findings }]),
    next: nextOf(document),
    suites: [
      {
        name: title,
        checks: rows.map(({ id, name, state, result, evidence }) => ({
          name,
          group: title,
          result: STATES[state].result,
          type: id,
          message: `${result}: ${evidence}`,
        })),
      },
    ],
    annotations: rows
      .filter(({ state }) => state === 'bad' || state === 'unknown')
      .map(({ id, name, state, result, evidence }) => ({
        level: state === 'bad' ? 'error' : 'warning',
        title: `proof: ${id}`,
        message: `${name}: ${result}: ${evidence}`,
      })),
    facts: factsOf(document),
  };
}

function omittedText(omitted: Proof['omitted']): string {
  const paths = omitted.map(({ path, reason }) => `${display.printable(path)} (${reason})`);
  return `left as committed: ${paths.join(', ')}`;
}

function blocksOf({ check }: Proof, rows: readonly CheckRow[]): readonly Block[] {
  const assumes = check?.state === 'same' ? check.assumes : [];
  const test = check?.state === 'differs' ? check.counterexample.test : '';
  return [
    {
      type: 'list',
      weight: 'always',
      title: 'Checks',
      noun: 'check',
      items: rows.map(({ name, state, result, evidence }) => ({
        sign: STATES[state].sign,
        tone: STATES[state].tone,
        text: `${name} ${result}: ${evidence}`,
      })),
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
      lines: test === '' ? [] : test.trimEnd().split('\n'),
    },
  ];
}

function sentenceOf({ outcome, change }: Proof, rows: readonly CheckRow[]): string {
  const name = display.printable(describeChange(change));
  const of = (state: CheckRow['state'], ...ids: readonly CheckRow['id'][]): string =>
    rows
      .filter((row) => row.state === state && (ids.length === 0 || ids.includes(row.id)))
      .map(({ id, name: check, result, evidence }) =>
        id === 'gain' ? `${check} ${result} (${evidence})` : evidence,
      )
      .join('; ');
  switch (outcome) {
    case 'proven-faster':
      return `${name}: ${of('good', 'gain')}; ${of('good', 'tests', 'behaviour')}.`;
    case 'no-difference':
      return `${name}: the behavior is the same, and no relevant difference is measured: ${of('neutral', 'gain')}.`;
    case 'slower':
    case 'differs':
      return `${name}: ${of('bad')}.`;
    case 'not-decided':
      return `${name}: ${of('unknown', 'tests', 'behaviour', 'gain')}.`;
  }
}

function testsRow({ tests }: Proof): CheckRow {
  const row = { id: 'tests', name: 'Tests' } as const;
  const reason = display.printable(tests.reason ?? '');
  switch (tests.state) {
    case 'passed': {
      const count = tests.failing_before.length;
      const evidence =
        count === 0
          ? 'the tests pass'
          : `no test fails because of the change; without it too: ${tests.failing_before.slice(0, 3).map(display.printable).join(', ')}${count > 3 ? ' …' : ''}`;
      return { ...row, state: 'good', result: 'pass', evidence };
    }
    case 'failed':
      return {
        ...row,
        state: 'bad',
        result: 'fail',
        evidence: `the tests fail only with the change: ${reason}`,
      };
    case 'fail-before':
      return {
        ...row,
        state: 'unknown',
        result: 'unknown',
        evidence: `the tests also fail without the change: ${reason}`,
      };
    case 'absent':
      return { ...row, state: 'unknown', result: 'none', evidence: reason };
  }
}

function behaviourRows({ check }: Proof): readonly CheckRow[] {
  if (check === null) return [];
  const row = { id: 'behaviour', name: 'Behavior' } as const;
  const evidence = describeCheck(check).replace(INCONCLUSIVE_PREFIX, '');
  switch (check.state) {
    case 'same':
      return check.made === 0
        ? [
            {
              ...row,
              state: 'unknown',
              result: 'unknown',
              evidence: `${evidence}; no call could be generated`,
            },
          ]
        : [{ ...row, state: 'good', result: 'same', evidence }];
    case 'loses':
      return [{ ...row, name: 'Cost of calls', state: 'bad', result: 'higher', evidence }];
    case 'differs':
      return [{ ...row, state: 'bad', result: 'differs', evidence }];
    case 'unknown':
      return [{ ...row, state: 'unknown', result: 'unknown', evidence }];
  }
}

function gainRows({ gains, unmeasured, check }: Proof): readonly CheckRow[] {
  const measured = gains.filter(({ verdict }) => verdict !== 'same inputs');
  const rows = measured.map(gainRow);
  if (rows.length > 0) return rows;
  const faster = fasterCalls(check);
  if (faster.length > 0) return faster.map(callRow);
  const reason =
    gains.length > 0
      ? 'no scenario loads the changed code'
      : (unmeasured ?? 'nothing was measured');
  const evidence = `not measured: ${display.printable(reason)}`;
  return [{ id: 'gain', name: 'Gain', state: 'unknown', result: 'unknown', evidence }];
}

function fasterCalls(check: CheckResult | null): readonly CallTimes[] {
  return check?.state === 'same' ? (check.faster ?? []) : [];
}

function callRow(times: CallTimes): CheckRow {
  const { function: name, size, ratio, low, high, calls } = times;
  return {
    id: 'gain',
    name: `time of ${display.printable(name)}`,
    state: 'good',
    result: display.formatChange(ratio),
    evidence: `${display.formatChangeRange(low, high)} on recorded calls${sizeWords(size)}, ${display.plural(calls, 'call')}`,
  };
}

const GAIN_STATES: Readonly<Partial<Record<ProofGain['verdict'], CheckRow['state']>>> = {
  improved: 'good',
  regressed: 'bad',
  unchanged: 'neutral',
};

function gainRow(gain: ProofGain): CheckRow {
  const { scenario, metric, verdict, ratio, low, high, reason } = gain;
  const row = {
    id: 'gain',
    name: `${metric} of ${display.printable(scenario)}`,
    state: GAIN_STATES[verdict] ?? 'unknown',
  } as const;
  const why = reason === null ? '' : ` (${display.printable(reason)})`;
  if (ratio === null || low === null || high === null) {
    return { ...row, result: verdict, evidence: `no interval${why}` };
  }
  const interval = display.formatChangeRange(low, high, ratio);
  return {
    ...row,
    result: display.formatChange(ratio),
    evidence: `${interval}, ${verdict}${why}`,
  };
}

function claimRows({ claim }: Proof): readonly CheckRow[] {
  if (claim === null) return [];
  const evidence = `the description says "${display.printable(claim.text)}"`;
  const row = { id: 'claim', name: 'Claim', evidence } as const;
  if (claim.isReached === null) return [{ ...row, state: 'unknown', result: 'not shown' }];
  return claim.isReached
    ? [{ ...row, state: 'good', result: 'reached' }]
    : [{ ...row, state: 'unknown', result: 'too high' }];
}

function nextOf({ outcome, change, check }: Proof): NonNullable<View['next']> {
  const argument = changeArgument(change);
  const again = ['perf-harness prove', ...(argument === null ? [] : [argument])];
  const command = again
    .map((word, at) => (at === 0 ? word : display.quoteCommandWord(word)))
    .join(' ');
  if (outcome === 'proven-faster' && change.type === 'patch' && change.name !== '-') {
    return {
      purpose: 'apply the patch',
      command: `git apply ${display.quoteCommandWord(change.name)}`,
    };
  }
  return check?.state === 'differs'
    ? { purpose: 'get the test that shows the difference', command: `${command} --verbose` }
    : { purpose: 'prove the change again after editing it', command };
}

function factsOf({
  schema,
  outcome,
  change,
  base,
  files,
  tests,
  check,
  gains,
}: Proof): View['facts'] {
  const { createFact } = display;
  return [
    createFact('proof', {
      schema,
      outcome,
      change: changeArgument(change) ?? change.type,
      base,
      files: files.length,
    }),
    createFact('tests', { state: tests.state, reason: tests.reason }),
    ...(check === null
      ? []
      : [createFact('behaviour', { state: check.state, text: describeCheck(check) })]),
    ...gains.map(({ scenario, metric, verdict, ratio, low, high }) =>
      createFact('gain', { scenario, metric, verdict, ratio, low, high }),
    ),
    ...fasterCalls(check).map(({ function: name, calls, ratio, low, high }) =>
      createFact('calls', { function: name, calls, ratio, low, high }),
    ),
  ];
}
