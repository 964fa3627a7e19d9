import { fieldData } from '../../harness/field/field-data.ts';
import { FieldProblem, readBeacons } from '../../harness/field/read-beacons.ts';
import { ofCollector } from '../../harness/field/segments.ts';
import { wholeLines } from '../../harness/field/whole-lines.ts';
import type { Finding } from '../../harness/model/finding.ts';
import { type ImportedRun, PLAIN_RUN } from './imported-run.ts';
import { ImportProblem, type LinesImporter } from './importer.ts';
import { tornLines } from './torn-lines.ts';

/** Pages that become records: those with the most visits. */
const MOST_PAGES = 50;

/** Beacons of the web-vitals package as JSON lines: the 75th percentile of each metric and page. */
export const fromRum: LinesImporter = {
  type: 'lines',
  format: 'rum',
  tool: 'web-vitals',
  belongTogether: true,
  recognises: (head) =>
    /^\s*[[{]/.test(head) && /"name"\s*:\s*"(?:LCP|CLS|INP|FID|FCP|TTFB)"/.test(head),
  read: async (files, names) => {
    let torn = 0;
    const whole = files.map((lines) =>
      wholeLines(lines, () => {
        torn += 1;
      }),
    );
    const beacons = await readBeacons(whole, () => true).catch((error: unknown) => {
      throw error instanceof FieldProblem
        ? new ImportProblem(error.message, { cause: error })
        : error;
    });
    const visits = (metrics: ReadonlyMap<string, Float64Array>): number =>
      Math.max(...[...metrics.values()].map(({ length }) => length));
    const pages = [...beacons.pages].toSorted(([, a], [, b]) => visits(b) - visits(a));
    return pages.slice(0, MOST_PAGES).map(([page, metrics], index): ImportedRun => {
      const field = fieldData(
        { ...beacons, pages: new Map([[page, metrics]]) },
        { files: names, page, ...ofCollector(names) },
      );
      return {
        ...PLAIN_RUN,
        scenario: page,
        kind: 'page',
        trials: [],
        field,
        findings: index === 0 ? [...leftOut(pages.length - MOST_PAGES), ...tornLines(torn)] : [],
      };
    });
  },
};

function leftOut(pages: number): readonly Finding[] {
  if (pages <= 0) return [];
  return [
    {
      id: 'import-pages',
      level: 'info',
      message: `${pages} pages with fewer visits were left out.`,
      remedy: 'Cut the file down to the pages that matter.',
    },
  ];
}
