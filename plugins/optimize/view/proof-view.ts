import { type Block, collectFootnotes, display, shortCommit, type View } from 'perf-harness/plugin';
import { fitLines, shortenText } from '../brief/fit-lines-into-budget.ts';
import type { Proof } from '../document/proof-document.ts';
import { changeArgument, describeChange } from '../prove/describe-change.ts';
import { describeCheck } from './describe-behavior-check.ts';
import { type CheckRow, fasterCalls, proofChecks } from './proof-checks.ts';
import { partAnnotations, partFacts, partsBlock, sentenceOfParts } from './proof-parts.ts';

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
  const rows = proofChecks(document);
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
    annotations: [
      ...rows
        .filter(({ state }) => state === 'bad' || state === 'unknown')
        .map(({ id, name, state, result, evidence }) => ({
          level: state === 'bad' ? ('error' as const) : ('warning' as const),
          title: `proof: ${id}`,
          message: `${name}: ${result}: ${evidence}`,
        })),
      ...partAnnotations(document),
    ],
    facts: factsOf(document),
  };
}

function omittedText(omitted: Proof['omitted']): string {
  const paths = omitted.map(({ path, reason }) => `${display.printable(path)} (${reason})`);
  return `left as committed: ${paths.join(', ')}`;
}

function blocksOf(document: Proof, rows: readonly CheckRow[]): readonly Block[] {
  const { check } = document;
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
    partsBlock(document),
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

/** Most gains in the sentence of a proof; its list has all. */
const MOST_GAINS = 2;

function sentenceOf(document: Proof, rows: readonly CheckRow[]): string {
  const { outcome, change } = document;
  const name = display.printable(describeChange(change));
  const of = (state: CheckRow['state'], ...ids: readonly CheckRow['id'][]): string => {
    const own = rows.filter(
      (row) => row.state === state && (ids.length === 0 || ids.includes(row.id)),
    );
    // A function may gain for many sizes of its input, and a benchmark file for many tasks.
    const gains = own.filter(({ id }) => id === 'gain');
    const parts = [
      ...gains
        .slice(0, MOST_GAINS)
        .map(({ name: check, result, evidence }) => `${check} ${result} (${evidence})`),
      ...(gains.length > MOST_GAINS ? [`${gains.length - MOST_GAINS} more below`] : []),
      ...own.filter(({ id }) => id !== 'gain').map(({ evidence }) => evidence),
    ];
    return parts.join('; ');
  };
  switch (outcome) {
    case 'proven-faster':
      return `${name}: ${of('good', 'gain')}; ${of('good', 'tests', 'behaviour')}${sentenceOfParts(document)}.`;
    case 'no-difference':
      return `${name}: the behavior is the same, and no relevant difference is measured: ${of('neutral', 'gain')}.`;
    case 'slower':
    case 'differs':
      return `${name}: ${of('bad')}.`;
    case 'not-decided':
      return `${name}: ${of('unknown', 'tests', 'behaviour', 'gain')}.`;
  }
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

function factsOf(document: Proof): View['facts'] {
  const { schema, outcome, change, base, files, tests, check, gains } = document;
  const { createFact } = display;
  return [
    createFact('proof', {
      schema,
      outcome,
      change: changeArgument(change) ?? change.type,
      base,
      files: files.length,
    }),
    createFact('tests', {
      state: tests.state,
      reason: tests.state === 'passed' ? tests.other_failure : tests.reason,
    }),
    ...(check === null
      ? []
      : [createFact('behaviour', { state: check.state, text: describeCheck(check) })]),
    ...gains.map(({ scenario, metric, verdict, ratio, low, high }) =>
      createFact('gain', { scenario, metric, verdict, ratio, low, high }),
    ),
    ...fasterCalls(check).map(({ function: name, calls, ratio, low, high }) =>
      createFact('calls', { function: name, calls, ratio, low, high }),
    ),
    ...partFacts(document),
  ];
}

/** Characters of an answer: 300 tokens. */
const MOST_CHARACTERS = 1_200;
const LONGEST_LINE = 400;

/** Text of a proof for agents: its outcome, and a line for each check while there is room. */
export function proofText(proof: Proof): string {
  const { outcome, change, base } = proof;
  const lines = [
    `${outcome}: ${describeChange(change)} against ${shortCommit(base)}`,
    ...proofChecks(proof).map(({ name, result, evidence }) => `${name} ${result}: ${evidence}`),
  ];
  const { shown } = fitLines(lines.map(short), MOST_CHARACTERS, (line) => line);
  return `${shown.join('\n')}\n`;
}

function short(line: string): string {
  return shortenText(line, LONGEST_LINE);
}
