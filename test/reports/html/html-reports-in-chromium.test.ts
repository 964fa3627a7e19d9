/** The pages as a real browser shows them. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPairLookup } from '../../../reports/display-facts/comparison/measured-trial-pair-lookup.ts';
import { htmlReporter } from '../../../reports/html-reporter.ts';
import { type GoldenName, goldenDocuments } from '../../../tools/golden/golden-documents.ts';
import { VARIED_DOCUMENTS } from '../../../tools/golden/render-golden-files.ts';
import {
  connectSharedChromium,
  type OpenedPage,
  openPage,
} from '../../support/shared-chromium-pages.ts';

const OPTIONS = { width: 80, color: false };
const documents = goldenDocuments();
const names = VARIED_DOCUMENTS.filter((name): name is GoldenName => name in documents);

function pageOf(name: GoldenName): string {
  return htmlReporter.render(documents[name], OPTIONS);
}

/** Returns the page without its policy, so that the page itself has to fetch and run nothing. */
function withoutPolicy(page: string): string {
  const bare = page.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '');
  expect(bare.length).toBeLessThan(page.length);
  return bare;
}

/** Returns a page with all pages in it, each in a frame as wide as a desktop or phone window. */
function framed(pages: readonly string[]): string {
  const frames = pages.map((page) => {
    const srcdoc = withoutPolicy(page).replaceAll('&', '&amp;').replaceAll('"', '&quot;');
    return `<iframe style="border:0;height:900px" srcdoc="${srcdoc}"></iframe>`;
  });
  return `<!doctype html><meta charset="utf-8"><style></style>${frames.join('')}`;
}

let browser: Browser;
/** A page with all pages in frames. */
let opened: OpenedPage;

beforeAll(async () => {
  browser = await connectSharedChromium();
  opened = await openPage(browser, framed(names.map(pageOf)));
});
afterAll(async () => {
  await opened.close();
  await browser.close();
});

function setWidth(width: number): Promise<unknown> {
  const rule = JSON.stringify(`iframe { width: ${width}px }`);
  return opened.page.evaluate(`document.querySelector('style').textContent = ${rule}`);
}

/** Evaluates a function of a document, as JavaScript text, on each page in the browser. */
function measured<T>(measure: string): Promise<readonly T[]> {
  return opened.page.evaluate<T[]>(
    `[...document.querySelectorAll('iframe')].map((frame) => (${measure})(frame.contentDocument))`,
  );
}

describe('the pages in Chromium', () => {
  test('request nothing, even without their policy', () => {
    expect(opened.requested).toEqual([]);
  });

  test('log nothing, and never run a name as code', () => {
    expect(opened.console).toEqual([]);
  });

  test('are caught when they fetch, run or fail', async () => {
    const image = '<img src="http://images.example/x.png">';
    const bad = `${pageOf('live-names')}${image}<script>console.error('seen')</script>`;
    const bare = await openPage(browser, withoutPolicy(bad));
    expect(bare.requested).toEqual(['http://images.example/x.png']);
    expect(bare.console.join('\n')).toContain('seen');
    await bare.close();
    // With its policy the same page requests nothing and runs nothing, and the browser reports
    // that.
    const kept = await openPage(browser, bad);
    expect(kept.requested).toEqual([]);
    expect(kept.console.join('\n')).toContain('Content Security Policy');
    await kept.close();
  });
});

test.each([360, 900])('no page is wider than its window of %i pixels', async (width) => {
  await setWidth(width);
  const found = await measured<{ width: number; window: number; text: number }>(
    '(page) => ({ width: page.documentElement.scrollWidth, window: page.defaultView.innerWidth, text: page.body.innerText.length })',
  );
  expect(found).toHaveLength(names.length);
  for (const [index, { width: shown, window, text }] of found.entries()) {
    expect(window).toBe(width);
    expect(shown, names[index]).toBeLessThanOrEqual(width);
    expect(text, names[index]).toBeGreaterThan(50);
  }
});

interface Mark {
  readonly mark: string;
  readonly left: number;
  readonly right: number;
  readonly x: number;
  readonly y: number;
  readonly top: number;
  readonly bottom: number;
}

/** Marks of each picture that a selector finds, at the width of a desk. */
async function marksIn(name: GoldenName, selector: string): Promise<readonly (readonly Mark[])[]> {
  await setWidth(900);
  const pages = await measured<
    Mark[][]
  >(`(page) => [...page.querySelectorAll(${JSON.stringify(selector)})].map((picture) =>
    [...picture.querySelectorAll('[data-mark]')].map((one) => {
      const { left, right, top, bottom } = one.getBoundingClientRect();
      return { mark: one.dataset.mark, left, right, top, bottom, x: (left + right) / 2, y: (top + bottom) / 2 };
    }))`);
  return pages[names.indexOf(name)] ?? [];
}

function only(marks: readonly Mark[], mark: string): Mark {
  const [first, ...others] = marks.filter((placedMark) => placedMark.mark === mark);
  if (first === undefined || others.length > 0) throw new Error(`${mark}: ${others.length}`);
  return first;
}

describe('the marks of a live comparison', () => {
  const name = 'live-regressed';
  const document = documents[name];
  const deciding = document.comparisons.filter((comparison) => comparison.gated);

  test('place ratio and interval where the line of no change and the margin say', async () => {
    const rows = await marksIn(name, '.forest svg.row');
    const shown = [...deciding, ...document.comparisons.filter((comparison) => !comparison.gated)];
    expect(rows).toHaveLength(shown.length);
    for (const [index, marks] of rows.entries()) {
      const { ratio, low, high, margin, metric, gated } = shown[index] ?? {};
      if (!ratio || !low || !high || !margin) throw new Error('no ratio');
      const unityX = only(marks, 'one').x;
      const pixels = (only(marks, 'margin').right - unityX) / Math.log1p(margin);
      expect(only(marks, 'margin').left, metric).toBeCloseTo(
        unityX + pixels * Math.log(1 - margin),
        0,
      );
      if (!gated && !marks.some(({ mark }) => mark === 'ratio')) {
        // Metrics that do not decide may lie beyond the chart, which is marked.
        expect(marks.map(({ mark }) => mark)).toContain('beyond');
        continue;
      }
      expect(only(marks, 'ratio').x, metric).toBeCloseTo(unityX + pixels * Math.log(ratio), 0);
      const interval = only(marks, 'interval');
      expect(interval.left, metric).toBeCloseTo(unityX + pixels * Math.log(low), 0);
      const isCut = marks.some(({ mark }) => mark === 'beyond');
      if (!isCut) expect(interval.right, metric).toBeCloseTo(unityX + pixels * Math.log(high), 0);
    }
  });

  test('show pairs in the order of time, each as high as its ratio', async () => {
    const pictures = await marksIn(name, '.pairs svg.plot');
    expect(pictures).toHaveLength(deciding.length);
    const [marks = []] = pictures;
    const pairs = createPairLookup(document)('parse lockfile', 'wall_time');
    const dots = marks.filter(({ mark }) => mark === 'pair').toSorted((a, b) => a.x - b.x);
    expect(pairs).toHaveLength(14);
    expect(dots).toHaveLength(14);
    const unityY = only(marks, 'one').y;
    const pixels = (only(marks, 'margin').top - unityY) / Math.log1p(0.02);
    for (const [index, { logRatio }] of pairs.entries()) {
      expect(dots[index]?.y).toBeCloseTo(unityY + pixels * (logRatio ?? Number.NaN), 0);
    }
    expect(only(marks, 'estimate').y).toBeCloseTo(
      unityY + pixels * Math.log(deciding[0]?.ratio ?? 1),
      0,
    );
    // The estimate and its interval begin at the first fresh pair.
    const border = only(marks, 'stage').x;
    expect(only(marks, 'interval').left).toBeCloseTo(border, 0);
    expect(dots[5]?.x).toBeLessThan(border);
    expect(dots[6]?.x).toBeGreaterThan(border);
  });

  test('show two modes on both sides, with a heap of values at each', async () => {
    const pictures = await marksIn('live-mixed', '.histograms');
    const marks = pictures.flatMap((picture) =>
      picture.some(({ mark }) => mark === 'mode') ? picture : [],
    );
    const modes = marks.filter(({ mark }) => mark === 'mode');
    expect(modes).toHaveLength(4);
    const bars = marks.filter(({ mark }) => mark === 'bar');
    for (const { x, top, bottom } of modes) {
      const near = bars.filter(
        (bar) => bar.left - 2 <= x && x <= bar.right + 2 && bar.bottom > top && bar.top < bottom,
      );
      expect(near).not.toEqual([]);
    }
  });
});
