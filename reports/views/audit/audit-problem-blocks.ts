import type { AuditSeverity } from '../../../harness/model/documents/audit-document.ts';
import type { Tone } from '../../text/paint.ts';
import type { Block, Detail, ListBlock, TableBlock, TableCell, TableColumn } from '../../view.ts';
import type { AuditProblem } from './audit-problems.ts';

/** Findings that a terminal shows; nobody reads more of them there. */
const MOST = 20;

const TONES: Readonly<Record<AuditSeverity, Tone>> = {
  CRITICAL: 'bad',
  HIGH: 'bad',
  MEDIUM: 'doubt',
  LOW: 'plain',
};
const LOCATION: TableColumn = { title: 'Location', isCode: true };

/** Findings of one category, each with the places that show it. */
export function foundTable(title: string, problems: readonly AuditProblem[]): TableBlock {
  return {
    type: 'table',
    weight: 'file',
    isPart: true,
    title,
    noun: 'finding',
    columns: [
      { title: 'Severity' },
      LOCATION,
      { title: 'Issue' },
      { title: 'Recommendation' },
      { title: 'Effort' },
    ],
    rows: problems.map((problem) => [
      severityCell(problem),
      problem.location,
      { text: problem.issue, details: [...doubts(problem), ...evidence(problem)] },
      problem.recommendation,
      problem.effort,
    ]),
  };
}

/** Findings of all categories, from the worst on. */
export function problemTable(problems: readonly AuditProblem[]): Block {
  const title = 'Recommended Actions';
  if (problems.length === 0) return { type: 'text', weight: 'file', title, text: 'None.' };
  return {
    type: 'table',
    weight: 'always',
    title,
    noun: 'finding',
    columns: [
      { title: 'Priority' },
      { title: 'Category' },
      LOCATION,
      { title: 'Issue' },
      { title: 'Recommendation' },
      { title: 'Effort' },
    ],
    rows: problems.map((problem) => [
      severityCell(problem),
      problem.category,
      problem.location,
      { text: problem.issue, details: doubts(problem) },
      problem.recommendation,
      problem.effort,
    ]),
    inTerminal: [
      problemList(title, 'finding', problems, (problem) => [
        ...evidence(problem),
        ...doubts(problem),
        { text: `→ ${problem.recommendation} (${problem.effort})`, tone: 'plain' },
      ]),
    ],
  };
}

/** Findings that count for nothing, as grave as they were found (SH6-12). */
export function advisoryTable(problems: readonly AuditProblem[]): readonly Block[] {
  if (problems.length === 0) return [];
  return [
    {
      type: 'table',
      weight: 'always',
      title: 'Advisory Findings',
      noun: 'advisory finding',
      columns: [
        { title: 'Severity' },
        { title: 'Category' },
        LOCATION,
        { title: 'Issue' },
        { title: 'Reason' },
      ],
      rows: problems.map((problem) => [
        severityCell(problem),
        problem.category,
        problem.location,
        {
          text: problem.issue,
          details: [
            ...doubts(problem),
            ...evidence(problem),
            { label: 'Rule', text: problem.rule },
          ],
        },
        problem.reason ?? '',
      ]),
      inTerminal: [
        problemList(
          'Advisory Findings (not in the scores)',
          'advisory finding',
          problems,
          ({ reason }) => [{ text: reason ?? '' }],
        ),
      ],
    },
    { type: 'text', weight: 'file', text: 'Advisory findings count for nothing in the scores.' },
  ];
}

function problemList(
  title: string,
  noun: string,
  problems: readonly AuditProblem[],
  detailsOf: (problem: AuditProblem) => readonly Detail[],
): ListBlock {
  return {
    type: 'list',
    title,
    noun,
    most: MOST,
    items: problems.map((problem) => ({
      lead: problem.severity,
      leadTone: TONES[problem.severity],
      text: `${problem.location}: ${problem.issue}`,
      details: detailsOf(problem),
    })),
  };
}

function severityCell({ severity }: AuditProblem): TableCell {
  return { text: severity, tone: TONES[severity] };
}

function evidence({ evidence: places }: AuditProblem): readonly Detail[] {
  return places.map(({ file, line, text }) => ({ label: `${file}:${line}`, text }));
}

/** Observations of a scenario, and what would have to be known to be sure. */
function doubts({ measured, needs_context: doubt }: AuditProblem): readonly Detail[] {
  return [
    measured === undefined ? [] : { text: measured.text, tone: 'strong' as const },
    doubt === null ? [] : { label: 'Needs context', text: doubt, tone: 'doubt' as const },
  ].flat();
}
