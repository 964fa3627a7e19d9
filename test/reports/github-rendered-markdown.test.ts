/** Comment and job summary as pages, since Markdown's meaning shows only when rendered. */
import { marked } from 'marked';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { githubReporter } from '../../reports/github-actions-reporter.ts';
import { commentReporter } from '../../reports/pull-request-comment-reporter.ts';
import { goldenDocuments } from '../../tools/golden/golden-documents.ts';
import { connectSharedChromium } from '../support/shared-chromium-pages.ts';

const PLAIN = { width: 80, color: false };
const documents = goldenDocuments();
const NAMES = ['gate-failed', 'gate-mixed', 'gate-names', 'live-mixed', 'live-names'] as const;

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await connectSharedChromium();
  // As wide as the column of a pull request.
  page = await browser.newPage({ viewport: { width: 800, height: 900 } });
});
afterAll(() => browser.close());

/** Returns both texts of a document in the form given to GitHub. */
function textsOf(name: (typeof NAMES)[number]): readonly string[] {
  const document = documents[name];
  const summary = githubReporter.sideTexts?.(document, PLAIN)[0]?.text;
  if (summary === undefined) throw new Error('no summary');
  return [commentReporter.render(document, PLAIN), summary];
}

/** Shows a text in GitHub's own dialect of Markdown. */
function show(text: string): Promise<void> {
  return page.setContent(`<!doctype html><body>${marked.parse(text, { gfm: true, async: false })}`);
}

interface Shape {
  /** The first element. */
  readonly first: string;
  /** Numbers of cells in the rows of each table. */
  readonly tables: readonly (readonly number[])[];
  readonly openDetails: number;
  readonly details: number;
  readonly summaries: number;
  /** Count of elements that no report has, and that names of users may try to inject. */
  readonly foreign: number;
  /** All text but code. */
  readonly prose: string;
}

/** Source text that runs in the page, since DOM types are not available here. */
const SHAPE = `(() => {
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const prose = document.body.cloneNode(true);
  for (const code of all('code, pre', prose)) code.remove();
  return {
    first: document.body.firstElementChild.tagName,
    tables: all('table').map((table) => all('tr', table).map((row) => row.children.length)),
    openDetails: all('details[open]').length,
    details: all('details').length,
    summaries: all('details > summary').filter((one) => one.textContent !== '').length,
    foreign: all('script, img, iframe, a[href^="javascript:"], style').length,
    prose: prose.textContent,
  };
})()`;

test.each([
  ['comment', 0],
  ['job summary', 1],
] as const)('a %s renders as a page of whole tables and closed details', async (_, which) => {
  for (const name of NAMES) {
    await show(textsOf(name)[which] ?? '');
    const { first, tables, details, summaries, openDetails, foreign, prose } =
      await page.evaluate<Shape>(SHAPE);
    expect(first, name).toBe('H3');
    for (const cells of tables) {
      expect(cells.length, name).toBeGreaterThan(1);
      expect(new Set(cells).size, `${name}: ${JSON.stringify(cells)}`).toBe(1);
    }
    expect(openDetails, name).toBe(0);
    expect(summaries, name).toBe(details);
    // User-defined names are text, whatever they look like.
    expect(foreign, name).toBe(0);
    // No markup is left in the visible text.
    expect(prose, name).not.toMatch(/\\[_{}<>*|]|^\s*\|.*\|\s*$|\| --- \|/mu);
  }
});

test('the first table of a gate has verdict, metric, change and margin', async () => {
  await show(textsOf('gate-mixed')[0] ?? '');
  const cells = await page
    .locator('table')
    .first()
    .locator('tr')
    .nth(2)
    .locator('td')
    .allTextContents();
  expect(cells).toHaveLength(3);
  expect(cells[1]).toBe('list users');
  expect(cells[2]).toMatch(/^latency\.p95 inconclusive: \+6\.2 % \(.*margin ± 2 %/u);
});
