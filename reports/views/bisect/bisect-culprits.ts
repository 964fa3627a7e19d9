import type {
  BisectedChange,
  BisectReport,
} from '../../../harness/model/documents/bisect-document.ts';
import {
  type Comparison,
  type ComparisonReport,
  INCOMPARABLE,
} from '../../../harness/model/documents/run-report-and-comparison-document.ts';
import {
  type ComparedMetricFact,
  comparedMetricFact,
} from '../../display-facts/comparison/compared-metric-display-data.ts';
import type { Block, ListItem } from '../../format-independent-report-view.ts';
import { createTable } from '../../report-block-builders.ts';
import { printable, printableTexts } from '../../text/printable-text.ts';
import { plural } from '../../text/sentence-parts.ts';

export type Culprit = ReturnType<typeof listCulprits>[number];

export function listCulprits(document: BisectReport) {
  return document.confirmations.map(({ first, last, files, against, comparison, confirmed }) => {
    const changes = document.changes.slice(first - 1, last);
    const parent = changes.length === 1 ? 'its parent' : 'the commit before these changes';
    const before = document.over === 'commits' ? parent : 'the same state without the change';
    return {
      /** A single change, or all that could not be told apart, oldest first. */
      changes: printableTexts(changes),
      files: files.map(printable),
      /** Reference of the measurement: `its parent`, `none of the changes`. */
      against: against === 'parent' ? before : 'none of the changes',
      confirmed,
      comparison: findFollowedComparison(document, comparison),
    };
  });
}

export function findFollowedComparison(
  document: BisectReport,
  { comparisons }: ComparisonReport,
): ComparedMetricFact {
  const own = comparisons.find(
    ({ metric, scenario }) => metric === document.metric && scenario === document.scenario,
  );
  const { scenario, metric, unit } = document;
  const unmeasured: Comparison = {
    ...{ scenario, metric, unit, ...INCOMPARABLE },
    ...{ reason: 'the metric was not measured', margin: 0, gated: true },
  };
  return comparedMetricFact(own ?? unmeasured);
}

/** Maximum number of changes, and of their files, to list; a terminal lists fewer. */
const MAX_CHANGES = 20;
const MOST_IN_TERMINAL = 8;

export function culpritBlocks(
  { changes, files, confirmed }: Culprit,
  noun: string,
): readonly Block[] {
  const many = `One of ${plural(changes.length, noun)} that cannot be told apart`;
  const title = changes.length > 1 ? many : confirmed ? `The ${noun}` : `The likeliest ${noun}`;
  const moreFiles =
    files.length > MAX_CHANGES ? ` and ${plural(files.length - MAX_CHANGES, 'more file')}` : '';
  const shown = files.slice(0, MAX_CHANGES).join(', ');
  return [
    createTable({
      weight: 'always',
      title,
      noun,
      rows: changes.slice(-MAX_CHANGES),
      columns: [
        [noun, ({ label }) => label, 'code'],
        ['subject', ({ subject }) => subject ?? ''],
        ['by', whoOf],
      ],
      inTerminal: [
        {
          type: 'list',
          title,
          noun,
          items: changes
            .slice(-MOST_IN_TERMINAL)
            .map((change) => itemOf(change, confirmed ? 'strong' : 'plain')),
        },
        earlierText(changes.length - MOST_IN_TERMINAL),
      ],
    }),
    { ...earlierText(changes.length - MAX_CHANGES), weight: 'file' },
    {
      type: 'text',
      weight: 'always',
      text: files.length === 0 ? '' : `Files: ${shown}${moreFiles}`,
    },
  ];
}

function itemOf(change: BisectedChange, tone: 'strong' | 'plain'): ListItem {
  const { label, subject } = change;
  const who = whoOf(change);
  return {
    ...(subject === null ? { text: label } : { lead: label, leadTone: tone, text: subject }),
    details: who === '' ? [] : [{ text: who }],
  };
}

/** `Ada, 2026-03-04` */
function whoOf({ author, date }: BisectedChange): string {
  return [author, date?.slice(0, 'yyyy-mm-dd'.length) ?? null]
    .filter((part) => part !== null)
    .join(', ');
}

function earlierText(count: number): Block {
  return { type: 'text', tone: 'faint', text: count <= 0 ? '' : `… and ${count} earlier.` };
}
