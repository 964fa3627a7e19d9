import { assertNever } from '../../harness/model/assert-never.ts';
import type { BisectedChange, BisectReport } from '../../harness/model/bisect-document.ts';
import { commandWord } from '../text/command-word.ts';
import type { NextStep } from './next-step.ts';

/** What to do about the outcome. */
export function bisectNext(
  document: BisectReport,
  culprits: readonly BisectedChange[],
): NextStep | null {
  const scenario = commandWord(document.scenario);
  const compare = `perf-harness compare ${endWords(document)}`;
  switch (document.outcome) {
    case 'found':
    case 'range':
      return afterFound(document, culprits, scenario);
    case 'not-confirmed':
      return { purpose: 'see how large the difference is', command: `${compare} ${scenario}` };
    case 'undecided':
    case 'interrupted':
      return {
        purpose: 'search on with more pairs',
        command: `perf-harness bisect ${modeWords(document)}--max-pairs 1000 ${scenario}`,
      };
    case 'ends-undecided':
      return {
        purpose: 'decide whether they differ',
        command: `${compare} --time 20min ${scenario}`,
      };
    case 'ends-alike':
    case 'ends-incomparable':
      return null;
    default:
      return assertNever(document.outcome);
  }
}

function afterFound(
  { over }: BisectReport,
  culprits: readonly BisectedChange[],
  scenario: string,
): NextStep | null {
  const [first] = culprits;
  const last = culprits.at(-1);
  if (first === undefined || last === undefined) return null;
  switch (over) {
    case 'commits':
      return first === last
        ? { purpose: 'see what it changed', command: `git show ${first.label}` }
        : {
            purpose: 'see what they changed',
            command: `git log -p ${first.label}^..${last.label}`,
          };
    case 'dependencies': {
      const [, name = '', from = '', to = ''] = /^(.+)@(.+) → (.+)$/u.exec(first.label) ?? [];
      const dep = commandWord(`${name}@${from}..${to}`);
      return {
        purpose: 'measure it again',
        command: `perf-harness compare --dep ${dep} ${scenario}`,
      };
    }
    case 'variables': {
      const [, name = '', from = '', to = ''] = /^(\w+): (.*) → (.*)$/su.exec(first.label) ?? [];
      const set = commandWord(`${name}=${from}..${to}`);
      return {
        purpose: 'measure it again',
        command: `perf-harness compare --set ${set} ${scenario}`,
      };
    }
    default:
      return assertNever(over);
  }
}

/** The two ends as `compare` takes them. */
function endWords({ over, good, bad, changes }: BisectReport): string {
  if (over === 'variables') return setWords(changes);
  const name = (label: string): string => commandWord(label.replace(/^packages of /u, ''));
  return `${name(good.label)} ${name(bad.label)}`;
}

function modeWords(document: BisectReport): string {
  const { over } = document;
  return `${over === 'dependencies' ? '--deps ' : ''}${endWords(document)} `;
}

function setWords(changes: readonly BisectedChange[]): string {
  return changes
    .map(({ label }) => {
      const [, name = '', from = '', to = ''] = /^(\w+): (.*) → (.*)$/su.exec(label) ?? [];
      return `--set ${commandWord(`${name}=${from}..${to}`)}`;
    })
    .join(' ');
}
