import { type Finding, readers } from 'perf-harness/plugin';
import {
  findingIf,
  incompleteLineFindings,
  type LinesImporter,
  type RunDraft,
  toImportProblem,
} from './importer.ts';

/** Maximum number of pages that become records: those with the most visits. */
const MOST_PAGES = 50;

/** Beacons of the web-vitals package as JSON lines: the 75th percentile of each metric and page. */
export const rumImporter: LinesImporter = {
  type: 'lines',
  format: 'rum',
  tool: 'web-vitals',
  belongTogether: true,
  recognises: (head) =>
    /^\s*[[{]/.test(head) && /"name"\s*:\s*"(?:LCP|CLS|INP|FID|FCP|TTFB)"/.test(head),
  read: async (files, names) => {
    let torn = 0;
    const whole = files.map((lines) =>
      readers.wholeLines(lines, () => {
        torn += 1;
      }),
    );
    const beacons = await readers
      .readBeacons(whole, () => true)
      .catch((error: unknown) => {
        throw toImportProblem(error);
      });
    const visits = (metrics: ReadonlyMap<string, Float64Array>): number =>
      Math.max(...[...metrics.values()].map(({ length }) => length));
    const pages = [...beacons.pages].toSorted(([, a], [, b]) => visits(b) - visits(a));
    return pages.slice(0, MOST_PAGES).map(([page, metrics], index): RunDraft => {
      const field = readers.aggregateFieldData(
        { ...beacons, pages: new Map([[page, metrics]]) },
        { files: names, page, ...readers.collectorSource(names) },
      );
      return {
        scenario: page,
        kind: 'page',
        trials: [],
        field,
        findings:
          index === 0
            ? [...leftOut(pages.length - MOST_PAGES), ...incompleteLineFindings(torn)]
            : [],
      };
    });
  },
};

function leftOut(pages: number): readonly Finding[] {
  return findingIf(pages > 0, {
    id: 'import-pages',
    level: 'info',
    message: `${pages} pages with fewer visits than the imported pages were skipped.`,
    remedy: 'Limit the file to the relevant pages.',
  });
}
