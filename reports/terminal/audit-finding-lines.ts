import type { AuditSeverity } from '../../harness/model/documents/audit-document.ts';
import type {
  AuditAdvisoryFact,
  AuditEvidenceFact,
  AuditFindingFact,
} from '../facts/audit/audit-finding-fact.ts';
import type { Tone } from '../text/paint.ts';
import { plural } from '../text/plural.ts';
import type { Page } from './page.ts';

/** More than these nobody reads in a terminal; `--verbose` shows all. */
const SHOWN = 20;

const TONES: Readonly<Record<AuditSeverity, Tone>> = {
  CRITICAL: 'bad',
  HIGH: 'bad',
  MEDIUM: 'doubt',
  LOW: 'faint',
};

/** The worst findings, those of one file together, the file with the worst of all first. */
export function findingBlocks(
  actions: readonly AuditFindingFact[],
  page: Page,
): readonly (readonly string[])[] {
  const shown = page.isVerbose ? actions : actions.slice(0, SHOWN);
  const byFile = Map.groupBy(shown, ({ file }) => file);
  return [
    ...[...byFile].map(([file, findings]) => [
      ...page.paragraph(file),
      ...findings.flatMap((one) => findingLines(one, page)),
    ]),
    moreLines(actions.length - shown.length, 'finding', page),
  ];
}

/** Those that count for nothing, a paragraph each. */
export function advisoryLines(
  advisory: readonly AuditAdvisoryFact[],
  page: Page,
): readonly string[] {
  if (advisory.length === 0) return [];
  const shown = page.isVerbose ? advisory : advisory.slice(0, SHOWN);
  return [
    ...page.paragraph('Advisory Findings (not in the scores)'),
    ...shown.flatMap(({ severity, location, issue, reason }) =>
      page.paragraph(`${location}: ${issue}; ${reason}`, {
        first: `  ${severity.padEnd(8)}  `,
        tone: 'faint',
      }),
    ),
    ...moreLines(advisory.length - shown.length, 'advisory finding', page),
  ];
}

function moreLines(count: number, noun: string, page: Page): readonly string[] {
  return count === 0
    ? []
    : page.paragraph(`${plural(count, `more ${noun}`)} with --verbose, and in every other report`, {
        tone: 'faint',
      });
}

function findingLines(finding: AuditFindingFact, page: Page): readonly string[] {
  const { severity, line, file, issue, recommendation, effort, evidence, needsContext } = finding;
  const { measured } = finding;
  return [
    ...page.paragraph(`line ${line}: ${issue}`, {
      first: `  ${severity.padEnd(8)}  `,
      firstTone: TONES[severity],
    }),
    ...evidence.flatMap((one) =>
      page.paragraph(evidenceText(one, file), { first: '      ', tone: 'faint' }),
    ),
    ...(measured === null ? [] : page.paragraph(measured, { first: '      ', tone: 'strong' })),
    ...(needsContext === null
      ? []
      : page.paragraph(`needs context: ${needsContext}`, {
          first: '      ',
          tone: 'doubt',
        })),
    ...page.paragraph(`${recommendation} (${effort})`, { first: '      → ' }),
  ];
}

/** The file stands above already. */
function evidenceText({ file, line, place, text }: AuditEvidenceFact, above: string): string {
  return file === above ? `line ${line}: ${text}` : `${place}: ${text}`;
}
