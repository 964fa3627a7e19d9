/** The page of a loop as a real browser shows it. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { optimizationView } from '../../../../plugins/optimize/view/optimization-view.ts';
import { sumSideWork } from '../../../../reports/html/flame/compared-profile-flame-graph.ts';
import { renderPage } from '../../../../reports/html/render-report-view-as-html.ts';
import { optimizationDocuments } from '../../../../tools/golden/optimization-documents.ts';
import { connectSharedChromium, openPage } from '../../../support/shared-chromium-pages.ts';

const met = optimizationDocuments()['optimization-met'];
const text = renderPage(optimizationView(met));
let browser: Browser;
beforeAll(async () => {
  browser = await connectSharedChromium();
});
afterAll(() => browser.close());

test('runs the flame graphs under the policy of the page, without any request', async () => {
  const { page, console: said, requested, close } = await openPage(browser, text);
  expect(said).toEqual([]);
  expect(requested).toEqual([]);
  // Before, after, and the change of the two profiled cycles; a script shows their tools.
  expect(await page.locator('figure.flame').count()).toBe(4);
  expect(await page.locator('div.tools').count()).toBe(4);
  expect(await page.locator('div.tools[hidden]').count()).toBe(0);
  await close();
});

interface Mark {
  readonly mark: string;
  readonly left: number;
  readonly right: number;
}

/** Marks of the waterfall, and how wide the calls at the top of the first two graphs are. */
async function drawn(): Promise<{ readonly rows: readonly Mark[][]; readonly widths: number[] }> {
  const { page, close } = await openPage(browser, text);
  const found = await page.evaluate<{ rows: Mark[][]; widths: number[] }>(`(() => {
    const place = (one) => { const { left, right } = one.getBoundingClientRect(); return { mark: one.dataset.mark, left, right }; };
    return {
      rows: [...document.querySelectorAll('.waterfall tbody tr')].map((row) => [...row.querySelectorAll('[data-mark]')].map(place)),
      widths: [...document.querySelectorAll('#flame figure')].map((figure) => figure.querySelector('svg.box rect').getBoundingClientRect().width),
    };
  })()`);
  await close();
  return found;
}

test('draws waterfall bars end to end under their intervals, and both graphs with one scale', async () => {
  const { rows, widths } = await drawn();
  expect(rows.map((marks) => marks.map(({ mark }) => mark))).toEqual([
    ['start'],
    ['cycle', 'interval'],
    ['cycle', 'interval'],
    ['cycle', 'interval'],
    ['end', 'interval'],
  ]);
  const [start, first, second, third, end] = rows.map(([bar]) => bar as Mark);
  if (!start || !first || !second || !third || !end) throw new Error('a bar is missing');
  const whole = start.right - start.left;
  expect(first.right).toBeCloseTo(start.right, 0);
  expect(second.right).toBeCloseTo(first.left, 0);
  expect(third.right).toBeCloseTo(second.left, 0);
  expect(end.right).toBeCloseTo(third.left, 0);
  expect((end.right - end.left) / whole).toBeCloseTo(0.603 * 0.316 * 0.4, 2);
  const sure = rows[1]?.[1] as Mark;
  expect((sure.left - start.left) / whole).toBeCloseTo(0.588, 2);
  expect((sure.right - start.left) / whole).toBeCloseTo(0.619, 2);
  const [before = 0, after = 0] = widths;
  const work = (cycle: number, side: 'base' | 'head'): number => {
    const difference = met?.cycles[cycle]?.explanation?.difference;
    if (difference === undefined) throw new Error(`cycle ${cycle} was not profiled`);
    return sumSideWork({ difference, side });
  };
  expect(after / before).toBeCloseTo(work(2, 'head') / work(0, 'base'), 2);
});
