import { assertNever } from '../../harness/model/assert-never.ts';
import type {
  BisectAgain,
  BisectedChange,
  BisectReport,
} from '../../harness/model/bisect-document.ts';
import { shellWords } from '../../harness/model/shell-quote.ts';
import { commandWord, shownCommand } from '../text/command-word.ts';
import type { NextStep } from './next-step.ts';

/** A decision that took its time and came to nothing gets more: so much, or more often what it had. */
const LONGER = { leastMs: 1_200_000, factor: 4 } as const;
/** The same of the pairs of a search. */
const MORE_PAIRS = { least: 1_000, factor: 2 } as const;
const MINUTE_MS = 60_000;
const SECOND_MS = 1_000;

/** What to do about the outcome. */
export function bisectNext(document: BisectReport): NextStep | null {
  const step = nextOf(document);
  return step && { ...step, command: shownCommand(step.command) };
}

function nextOf(document: BisectReport): NextStep | null {
  const again = againOf(document);
  const { over, outcome } = document;
  const time = limitWords('--time', again.max_time_ms, timeWord);
  switch (outcome) {
    case 'found':
    case 'range':
      return afterFound(document, again);
    case 'not-confirmed':
      // Between two commits the code differs as well, not only the packages.
      return over === 'dependencies'
        ? step('search again, with more time for each decision', bisect(document, longer(again)))
        : step('see how large the difference is', compareEnds(document, time));
    case 'ends-undecided':
      return step(
        'decide whether they differ',
        over === 'dependencies'
          ? bisect(document, longer(again))
          : compareEnds(document, longer(again)),
      );
    case 'undecided':
      return step(
        'search again from the start, with more pairs',
        bisect(document, [...time, '--max-pairs', `${morePairs(again)}`]),
      );
    case 'interrupted': {
      const pairs = limitWords('--max-pairs', again.max_pairs, String);
      return step('search to the end, from the start', bisect(document, [...time, ...pairs]));
    }
    case 'ends-alike':
    case 'ends-incomparable':
      return null;
    default:
      return assertNever(outcome);
  }
}

function step(purpose: string, command: string | null): NextStep | null {
  return command === null ? null : { purpose, command };
}

/** Of earlier versions only the name is known, which is most often enough. */
function againOf({ again, scenario }: BisectReport): BisectAgain {
  return (
    again ?? { options: '', target: commandWord(scenario), max_time_ms: null, max_pairs: null }
  );
}

function afterFound(document: BisectReport, again: BisectAgain): NextStep | null {
  const { first: from = 1, last: to = 0 } = document.confirmations.at(-1) ?? {};
  const changes = document.changes.slice(from - 1, to);
  const [first] = changes;
  const last = changes.at(-1);
  if (first === undefined || last === undefined) return null;
  const time = limitWords('--time', again.max_time_ms, timeWord);
  const compare = (words: readonly string[] | null): NextStep | null =>
    step('measure it again', words && command(document, ['compare', ...words, ...time]));
  switch (document.over) {
    case 'commits':
      return first === last
        ? step('see what it changed', `git show ${first.label}`)
        : step('see what they changed', `git log -p ${first.label}^..${last.label}`);
    case 'dependencies':
      // A comparison takes one of them.
      return compare(first === last ? dependencyWords(first) : null);
    case 'variables':
      return compare(setWords(changes));
    default:
      return assertNever(document.over);
  }
}

function compareEnds(document: BisectReport, limits: readonly string[]): string | null {
  const ends = endWords(document);
  return ends && command(document, ['compare', ...ends, ...limits]);
}

function bisect(document: BisectReport, limits: readonly string[]): string | null {
  const ends = endWords(document);
  const mode = document.over === 'dependencies' ? ['--deps'] : [];
  return ends && command(document, ['bisect', ...mode, ...ends, ...limits]);
}

/** The target comes last: where it is a command, nothing behind it would be ours. */
function command(document: BisectReport, words: readonly string[]): string {
  const { options, target } = againOf(document);
  const own = shellWords(['perf-harness', ...words]);
  return [own, options, target].filter((part) => part !== '').join(' ');
}

/** The two ends as `compare` and `bisect` take them; null: no command line can say them. */
function endWords({ over, good, bad, changes }: BisectReport): readonly string[] | null {
  if (over === 'variables') return setWords(changes);
  return [good, bad].map(({ label }) => label.replace(/^packages of /u, ''));
}

/** null: a version is not known, as of a package that came or went. */
function dependencyWords({ label }: BisectedChange): readonly string[] | null {
  const [, name = '', from = '', to = ''] = /^(.+)@(.+) → (.+)$/u.exec(label) ?? [];
  if (name === '' || from === '?' || to === '?') return null;
  return ['--dep', `${name}@${from}..${to}`];
}

/** null: a value holds two dots itself, so that nothing would say which are those between. */
function setWords(changes: readonly BisectedChange[]): readonly string[] | null {
  const words = changes.map(({ label }) => {
    const [, name = '', from = '', to = ''] = /^(\w+): (.*) → (.*)$/su.exec(label) ?? [];
    return `${name}=${from}..${to}`;
  });
  const isClear = words.every((word) => word.split('..').length === 2);
  return isClear ? words.flatMap((word) => ['--set', word]) : null;
}

function limitWords<T>(
  option: string,
  limit: T | null,
  write: (limit: T) => string,
): readonly string[] {
  return limit === null ? [] : [option, write(limit)];
}

function longer({ max_time_ms: limitMs }: BisectAgain): readonly string[] {
  const longerMs = Math.max(LONGER.leastMs, LONGER.factor * (limitMs ?? 0));
  return ['--time', timeWord(longerMs)];
}

function timeWord(limitMs: number): string {
  if (limitMs % MINUTE_MS === 0) return `${limitMs / MINUTE_MS}min`;
  return limitMs % SECOND_MS === 0 ? `${limitMs / SECOND_MS}s` : `${limitMs}ms`;
}

function morePairs({ max_pairs: pairs }: BisectAgain): number {
  return Math.max(MORE_PAIRS.least, MORE_PAIRS.factor * (pairs ?? 0));
}
