import { type Block, display } from 'perf-harness/plugin';
import type { AuditSeverity } from '../document/audit-document.ts';
import { isReported } from '../evidence-class.ts';
import type { AuditProblem } from './collect-findings-sorted-by-severity.ts';

type TableCell = Block<'table'>['rows'][number][number];
type Detail = NonNullable<Block<'list'>['items'][number]['details']>[number];
type Tone = NonNullable<Detail['tone']>;

/** Maximum number of findings in a terminal, where nobody reads more. */
const MAX_ROWS = 20;
/** Maximum number of further places of a cause that a terminal names. */
const MOST_PLACES = 5;

const TONES: Readonly<Record<AuditSeverity, Tone>> = {
  CRITICAL: 'bad',
  HIGH: 'bad',
  MEDIUM: 'doubt',
  LOW: 'plain',
};

export function createFindingsTable(
  title: string,
  problems: readonly AuditProblem[],
): Block<'table'> {
  const titles = ['Severity', 'Location', 'Issue', 'Recommendation', 'Effort'] as const;
  const table = problemTable(titles, problems, (problem) => [
    ...doubts(problem),
    ...places(problem),
  ]);
  return { ...table, weight: 'file', isPart: true, title, noun: 'finding' };
}

/** Findings of all categories, from the worst on; a terminal only counts those not reported. */
export function createActionsTable(
  problems: readonly AuditProblem[],
  countsSuspected: boolean,
): Block {
  const title = 'Recommended Actions';
  if (problems.length === 0) return { type: 'text', weight: 'file', title, text: 'None.' };
  const noun = 'finding';
  const titles = ['Priority', 'Category', 'Location', 'Issue', 'Recommendation', 'Effort'] as const;
  const reported = problems.filter((problem) => isReported(problem, countsSuspected));
  const suspected = problems.length - reported.length;
  const list = problemList(groupByCause(reported), (problem) => [
    ...furtherPlaces(problem),
    ...places(problem),
    ...doubts(problem),
    { text: `→ ${problem.recommendation} (${problem.effort})`, tone: 'plain' },
  ]);
  const hint = `${display.plural(suspected, 'suspected finding')}, read from the text alone, ${suspected === 1 ? 'is' : 'are'} not listed: --suspected lists ${suspected === 1 ? 'it' : 'them'}.`;
  return {
    ...problemTable(titles, problems, doubts),
    weight: 'always',
    title,
    noun,
    inTerminal: [
      { ...list, title, noun },
      { type: 'text', text: suspected === 0 ? '' : hint },
    ],
  };
}

/** Creates blocks for findings that do not count, with their original severity (SH6-12). */
export function createAdvisoryBlocks(problems: readonly AuditProblem[]): readonly Block[] {
  if (problems.length === 0) return [];
  const noun = 'advisory finding';
  const titles = ['Severity', 'Category', 'Location', 'Issue', 'Reason'] as const;
  const table = problemTable(titles, problems, (problem) => [
    ...doubts(problem),
    ...places(problem),
    { label: 'Rule', text: problem.rule },
  ]);
  const list = problemList(problems, ({ reason }) => [{ text: reason ?? '' }]);
  const inTerminal = [{ ...list, title: 'Advisory Findings (not in the scores)', noun }];
  return [
    { ...table, weight: 'always', title: 'Advisory Findings', noun, inTerminal },
    { type: 'text', weight: 'file', text: 'Advisory findings do not affect the scores.' },
  ];
}

function problemTable(
  titles: readonly (keyof ReturnType<typeof problemCells>)[],
  problems: readonly AuditProblem[],
  detailsOf: (problem: AuditProblem) => readonly Detail[],
): Pick<Block<'table'>, 'type' | 'columns' | 'rows'> {
  return {
    type: 'table',
    columns: titles.map((title) => ({ title, isCode: title === 'Location' })),
    rows: problems.map((problem) => {
      const cells = problemCells(problem, detailsOf(problem));
      return titles.map((title) => cells[title]);
    }),
  };
}

function problemCells(problem: AuditProblem, details: readonly Detail[]) {
  const severity: TableCell = {
    text: problem.severity,
    tone: TONES[problem.severity],
    ...(problem.reason === null && { details: [{ text: problem.evidence_class }] }),
  };
  return {
    Severity: severity,
    Priority: severity,
    Category: problem.category,
    Location: problem.location,
    Issue: { text: problem.issue, details },
    Recommendation: problem.recommendation,
    Effort: problem.effort,
    Reason: problem.reason ?? '',
  };
}

function problemList<Problem extends AuditProblem>(
  problems: readonly Problem[],
  detailsOf: (problem: Problem) => readonly Detail[],
): Omit<Block<'list'>, 'title' | 'noun'> {
  const items = problems.map((problem) => ({
    lead:
      problem.reason === null ? `${problem.severity} ${problem.evidence_class}` : problem.severity,
    leadTone: TONES[problem.severity],
    text: `${problem.location}: ${problem.issue}`,
    details: detailsOf(problem),
  }));
  return { type: 'list', most: MAX_ROWS, items };
}

/** Findings with the same text: the first, with the others as further places of one cause. */
interface FindingCause extends AuditProblem {
  readonly others: readonly AuditProblem[];
}

function groupByCause(problems: readonly AuditProblem[]): readonly FindingCause[] {
  const causeOf = ({ severity, evidence_class, rule, issue, recommendation }: AuditProblem) =>
    JSON.stringify([severity, evidence_class, rule, issue, recommendation]);
  return [...Map.groupBy(problems, causeOf).values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [{ ...first, others }],
  );
}

function furtherPlaces({ others }: FindingCause): readonly Detail[] {
  if (others.length === 0) return [];
  const named = others.slice(0, MOST_PLACES).map(({ location }) => location);
  const more = others.length - named.length;
  return [
    { label: 'also at', text: [...named, ...(more === 0 ? [] : [`${more} more`])].join(', ') },
  ];
}

function places({ evidence }: AuditProblem): readonly Detail[] {
  return evidence.map(({ file, line, text }) => ({ label: `${file}:${line}`, text }));
}

/** Returns the observations of a scenario, and what must be known to be sure. */
function doubts({ measured, needs_context: doubt }: AuditProblem): readonly Detail[] {
  return [
    measured === undefined ? [] : { text: measured.text, tone: 'strong' as const },
    doubt === null ? [] : { label: 'Needs context', text: doubt, tone: 'doubt' as const },
  ].flat();
}
