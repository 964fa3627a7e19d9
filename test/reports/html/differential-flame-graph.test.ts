/** Use of the difference graph, in the real browser and under the policy of its page. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { htmlReporter } from '../../../reports/html-reporter.ts';
import { goldenDocuments } from '../../../tools/golden/golden-documents.ts';
import { connectSharedChromium } from '../../support/shared-chromium-pages.ts';

const folder = mkdtempSync(join(tmpdir(), 'perf-harness-difference-'));
let browser: Browser;
let page: Page;
const errors: string[] = [];

beforeAll(async () => {
  browser = await connectSharedChromium();
  page = await browser.newPage({ viewport: { width: 1_000, height: 900 } });
  page.on('pageerror', ({ message }) => errors.push(message));
  page.on('console', (message) => errors.push(message.text()));
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

async function open(name: string): Promise<void> {
  const document = goldenDocuments()[name];
  if (document === undefined) throw new Error('no such document');
  const file = join(folder, `${name}.html`);
  writeFileSync(file, htmlReporter.render(document, { width: 80, color: false }));
  await page.goto(pathToFileURL(file).href);
}

const box = (name: string) => page.locator(`svg.box[data-name^="${name}"]`);
const colorOf = (name: string): Promise<string> =>
  box(name)
    .locator('rect')
    .evaluate((rect) => rect.ownerDocument.defaultView?.getComputedStyle(rect).fill ?? '');

test('the graph colours slower calls orange and equal calls grey, as its legend says', async () => {
  await open('profile-diff-function');
  const legend = page.locator('figure.flame .legend');
  const swatches = await legend
    .locator('rect')
    .evaluateAll((all) =>
      all.map((rect) => rect.ownerDocument.defaultView?.getComputedStyle(rect).fill ?? ''),
    );
  expect(await legend.textContent()).toContain('unchanged');
  expect(swatches).toHaveLength(7);
  const [less, , , same, , , more] = swatches;
  expect(new Set([less, same, more]).size).toBe(3);
  expect(await colorOf('parseRow')).toBe(more);
  expect(await colorOf('readFileSync')).toBe(same);
});

test('a call shows its cost on both sides and becomes the root when it is clicked', async () => {
  await open('profile-diff-function');
  const label = await box('parseRow').getAttribute('aria-label');
  expect(label).toMatch(
    /^parseRow, src\/parse\.ts:17: \d+ % → \d+ % of the base including callees/,
  );
  const picture = await page.locator('figure.flame svg.plot').boundingBox();
  await box('parseRow').click();
  const wide = await box('parseRow').boundingBox();
  expect((wide?.width ?? 0) / (picture?.width ?? 1)).toBeCloseTo(1, 2);
  await page.keyboard.press('Escape');
  await page.getByRole('searchbox').fill('trim');
  expect(await page.locator('svg.box.hit').count()).toBe(1);
});

test('the table lists functions that the head lost', async () => {
  await open('profile-diff-function');
  const row = page.getByRole('row', { name: /trim \(gone\)/ });
  expect(await row.textContent()).toContain('@text/trim/index.js:3');
  expect(await row.locator('strong').textContent()).toBe('-24 % *');
  await page.getByText('*: change beyond noise.').waitFor();
});

test('comparisons and gates show the graph under their verdict', async () => {
  for (const name of ['live-regressed', 'gate-failed']) {
    await open(name);
    await page.getByRole('heading', { name: 'What changed in the code' }).waitFor();
    await box('parseRow').click();
    expect(await page.locator('.tools output').textContent()).toContain('parseRow');
  }
});

test('the page logs no error while it is used', () => {
  expect(errors).toEqual([]);
});
