import type { Block } from 'perf-harness/plugin';
import type { AuditSeverity } from '../document/audit-document.ts';
import type { AuditProblem } from './collect-findings-sorted-by-severity.ts';

type TableCell = Block<'table'>['rows'][number][number];
type Detail = NonNullable<Block<'list'>['items'][number]['details']>[number];
type Tone = NonNullable<Detail['tone']>;

/** Maximum number of findings in a terminal, where nobody reads more. */
const MOST = 20;

const TONES: Readonly<Record<AuditSeverity, Tone>> = {
  CRITICAL: 'bad',
  HIGH: 'bad',
  MEDIUM: 'doubt',
  LOW: 'plain',
};

/** Creates a table with the findings of one category, each with its evidence. */
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

/** Findings of all categories, from the worst on. */
export function createActionsTable(problems: readonly AuditProblem[]): Block {
  const title = 'Recommended Actions';
  if (problems.length === 0) return { type: 'text', weight: 'file', title, text: 'None.' };
  const noun = 'finding';
  const titles = ['Priority', 'Category', 'Location', 'Issue', 'Recommendation', 'Effort'] as const;
  const list = problemList(problems, (problem) => [
    ...places(problem),
    ...doubts(problem),
    { text: `→ ${problem.recommendation} (${problem.effort})`, tone: 'plain' },
  ]);
  return {
    ...problemTable(titles, problems, doubts),
    weight: 'always',
    title,
    noun,
    inTerminal: [{ ...list, title, noun }],
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

/** Cells of a finding by the titles of their columns. */
function problemCells(problem: AuditProblem, details: readonly Detail[]) {
  const severity: TableCell = { text: problem.severity, tone: TONES[problem.severity] };
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

function problemList(
  problems: readonly AuditProblem[],
  detailsOf: (problem: AuditProblem) => readonly Detail[],
): Omit<Block<'list'>, 'title' | 'noun'> {
  const items = problems.map((problem) => ({
    lead: problem.severity,
    leadTone: TONES[problem.severity],
    text: `${problem.location}: ${problem.issue}`,
    details: detailsOf(problem),
  }));
  return { type: 'list', most: MOST, items };
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
