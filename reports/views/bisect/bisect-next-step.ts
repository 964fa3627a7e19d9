import { assertNever } from '../../../harness/model/assert-never.ts';
import type {
  BisectAgain,
  BisectedChange,
  BisectReport,
} from '../../../harness/model/documents/bisect-document.ts';
import { formatLimitFlags } from '../../../harness/model/scenario/measurement-limit-flags.ts';
import { COMMAND_SEPARATOR } from '../../../harness/model/scenario-command-line.ts';
import { printableShellWords } from '../../../harness/model/shell-quote.ts';
import {
  createPairLookup,
  medianPairMs,
} from '../../display-facts/comparison/measured-trial-pair-lookup.ts';
import {
  DEFAULT_MAX_PAIRS,
  extendTimeLimit,
  type InconclusiveComparison,
  isEndedByTime,
  suggestLongerComparison,
} from '../../display-facts/suggest-longer-comparison.ts';
import type { NextStep } from '../../suggested-next-step.ts';
import { sanitizeCommand } from '../../text/printable-text.ts';

/** Pairs suggested after a search ran out: this minimum, or the former limit multiplied. */
const MORE_PAIRS = { least: 1_000, factor: 2 } as const;

export function chooseBisectNextStep(document: BisectReport): NextStep | null {
  const step = nextOf(document);
  return step && { ...step, command: sanitizeCommand(step.command) };
}

function nextOf(document: BisectReport): NextStep | null {
  const { outcome, again } = document;
  switch (outcome) {
    case 'found':
    case 'range':
      return afterFound(document);
    case 'not-confirmed':
      return isSeenByComparing(document)
        ? step('see how large the difference is', compareCommand(document, endWords(document)))
        : step('search again, with more time for each decision', bisectLonger(document, null));
    case 'ends-undecided':
      return afterUndecidedEnds(document);
    case 'undecided':
      return step(
        'search again from the start, with more pairs',
        bisect(document, { ...again, max_pairs: morePairs(again) }),
      );
    case 'interrupted':
      return step('restart the search and let it finish', bisect(document, again));
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

function afterFound(document: BisectReport): NextStep | null {
  const { first: from = 1, last: to = 0 } = document.confirmations.at(-1) ?? {};
  const changes = document.changes.slice(from - 1, to);
  const [first] = changes;
  const last = changes.at(-1);
  if (first === undefined || last === undefined) return null;
  switch (document.over) {
    case 'commits':
      return first === last
        ? step('see what the commit changed', `git show ${first.label}`)
        : step('see what the commits changed', `git log -p ${first.label}^..${last.label}`);
    case 'dependencies': {
      // A comparison accepts a single dependency.
      const words = first === last ? dependencyWords(first) : null;
      return step('measure the change again', compareCommand(document, words));
    }
    case 'variables':
      return step('measure the change again', compareCommand(document, setWords(changes)));
    default:
      return assertNever(document.over);
  }
}

/**
 * Returns the next step if the ends are inconclusive; no option gives a bisection more pairs for
 * its ends, but a comparison of them can take more.
 */
function afterUndecidedEnds(document: BisectReport): NextStep | null {
  const decide = 'determine whether good and bad differ';
  const ends = endsOf(document);
  if (ends === null) return null;
  if (isSeenByComparing(document)) {
    const compared = compareCommand(document, endWords(document));
    return compared === null
      ? null
      : suggestLongerComparison(compared, ends, { decide, what: 'them' });
  }
  const { needed_pairs: needed } = ends.comparison;
  return isEndedByTime(ends.comparison, DEFAULT_MAX_PAIRS) && (needed ?? 0) <= DEFAULT_MAX_PAIRS
    ? step(decide, bisectLonger(document, ends))
    : step(
        'search again on a quieter machine, or with a wider --margin',
        bisect(document, document.again),
      );
}

/** Returns the comparison of the ends on the searched metric; null: it was not measured. */
function endsOf({ ends, scenario, metric }: BisectReport): InconclusiveComparison | null {
  const comparison = ends.comparisons.find(
    (comparison) => comparison.scenario === scenario && comparison.metric === metric,
  );
  if (comparison === undefined) return null;
  return { comparison, pairMs: medianPairMs(createPairLookup(ends)(scenario, metric)) };
}

/**
 * True if a comparison of the ends measures the same. For two commits, it uses the scenario of the
 * later commit, which may differ from that of the working tree; only a command has no file. If
 * packages were searched, the code of two commits differs as well.
 */
function isSeenByComparing({ over, again }: BisectReport): boolean {
  switch (over) {
    case 'commits':
      return again.target.startsWith(`${COMMAND_SEPARATOR} `);
    case 'dependencies':
      return false;
    case 'variables':
      return true;
    default:
      return assertNever(over);
  }
}

/** Builds `compare`; a bisection's limit on pairs applies to its search, not to comparisons. */
function compareCommand(document: BisectReport, sides: readonly string[] | null): string | null {
  const limits = formatLimitFlags({ timeMs: document.again.max_time_ms, pairs: null });
  return sides && command(document, ['compare', ...limits, ...sides]);
}

function bisectLonger(document: BisectReport, open: InconclusiveComparison | null): string | null {
  const { again } = document;
  return bisect(document, { ...again, max_time_ms: extendTimeLimit(again.max_time_ms, open) });
}

function bisect(
  document: BisectReport,
  { max_time_ms: timeMs, max_pairs: pairs }: BisectAgain,
): string | null {
  const ends = endWords(document);
  const mode = document.over === 'dependencies' ? ['--deps'] : [];
  return (
    ends && command(document, ['bisect', ...mode, ...ends, ...formatLimitFlags({ timeMs, pairs })])
  );
}

/** Builds a command with the target last: a target that is a command takes all words after. */
function command(document: BisectReport, words: readonly string[]): string {
  const { options, target } = document.again;
  const own = printableShellWords(['perf-harness', ...words]);
  return [own, options, target].filter((part) => part !== '').join(' ');
}

/** Returns both ends as arguments of `compare` and `bisect`; null: no command line for them. */
function endWords({ over, good, bad, changes }: BisectReport): readonly string[] | null {
  if (over === 'variables') return setWords(changes);
  return [good, bad].map(({ label }) => label.replace(/^packages of /u, ''));
}

/** Returns a changed dependency's flags; null: version unknown, e.g. package added or removed. */
function dependencyWords({ label }: BisectedChange): readonly string[] | null {
  const [, name = '', from = '', to = ''] = /^(.+)@(.+) → (.+)$/u.exec(label) ?? [];
  if (name === '' || from === '?' || to === '?') return null;
  return ['--dep', `${name}@${from}..${to}`];
}

/** Returns flags of changed variables; null: a value has two dots, which separate values. */
function setWords(changes: readonly BisectedChange[]): readonly string[] | null {
  const words = changes.map(({ label }) => {
    const [, name = '', from = '', to = ''] = /^(\w+): (.*) → (.*)$/su.exec(label) ?? [];
    return `${name}=${from}..${to}`;
  });
  const isClear = words.every((word) => word.split('..').length === 2);
  return isClear ? words.flatMap((word) => ['--set', word]) : null;
}

function morePairs({ max_pairs: pairs }: BisectAgain): number {
  return Math.max(MORE_PAIRS.least, MORE_PAIRS.factor * (pairs ?? 0));
}
