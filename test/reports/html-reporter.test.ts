import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { GATE_SCHEMA } from '../../harness/model/documents/gate-document.ts';
import { HISTORY_SCHEMA } from '../../harness/model/documents/history-document.ts';
import { PROFILE_DIFF_SCHEMA } from '../../harness/model/documents/profile-diff-document.ts';
import { PROFILE_SCHEMA } from '../../harness/model/documents/profile-document.ts';
import { COMPARISON_SCHEMA } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import { METRICS } from '../../harness/model/metric.ts';
import { FLAME_GRAPH_SCRIPT } from '../../reports/html/flame/flame-graph-script.ts';
import { PAGE_STYLE } from '../../reports/html/html-page-style.ts';
import { TREND_READOUT_SCRIPT } from '../../reports/html/trend-readout-script.ts';
import { htmlReporter } from '../../reports/html-reporter.ts';
import { hasView, type ShownDocument } from '../../reports/reporter.ts';
import { goldenDocuments, goldenShownDocuments } from '../../tools/golden/golden-documents.ts';
import { VARIED_DOCUMENTS } from '../../tools/golden/render-golden-files.ts';

const OPTIONS = { width: 80, color: false };
const documents = Object.entries(goldenShownDocuments()).filter(([name]) =>
  VARIED_DOCUMENTS.includes(name),
);
const page = (document: ShownDocument): string => htmlReporter.render(document, OPTIONS);

const golden = goldenDocuments();

/** A tag with every value in quotes and no bracket in any. */
const TAG = /<(\/?)([a-z][a-z0-9]*)((?:\s+[a-z][a-z0-9-]*="[^"<>]*")*\s*\/?)>/gi;

/** Elements that HTML leaves open. */
const VOID = new Set(['meta', 'br', 'img', 'input', 'link', 'hr']);

/** Returns a page without the scripts of reports, of which it has one at most. */
function withoutScript(text: string): string {
  const scripts = [FLAME_GRAPH_SCRIPT, TREND_READOUT_SCRIPT];
  return scripts.reduce((rest, code) => rest.replace(`<script>${code}</script>`, ''), text);
}

/** Names of the elements of a page, checked to be closed in the order of their opening. */
function elementsOf(text: string): readonly string[] {
  const open: string[] = [];
  const names: string[] = [];
  const body = withoutScript(text)
    .replace(/<style>[^<]*<\/style>/, '')
    .replace('<!doctype html>', '');
  for (const [, end, name = '', rest = ''] of body.matchAll(TAG)) {
    if (end === '/') {
      const last = open.pop();
      if (last !== name) throw new Error(`</${name}> closes <${last}>`);
      continue;
    }
    names.push(name);
    if (!VOID.has(name) && !rest.endsWith('/')) open.push(name);
  }
  if (open.length > 0) throw new Error(`left open: ${open.join(', ')}`);
  // Anything that the grammar above does not recognize as an element would leave a bracket.
  const rest = body.replace(TAG, '');
  if (/[<>]/.test(rest)) throw new Error(`stray bracket: ${rest.match(/.{30}[<>].{30}/s)?.[0]}`);
  return names;
}

const pages = documents.map(([name, document]) => ({ name, document, text: page(document) }));

test('a page is well-formed, and contains only passive elements', () => {
  const active = ['script', 'img', 'iframe', 'link', 'object', 'form', 'base', 'foreignobject'];
  for (const { name, text } of pages) {
    const names = new Set(elementsOf(text));
    expect(
      active.filter((tagName) => names.has(tagName)),
      name,
    ).toEqual([]);
    expect(text.startsWith('<!doctype html>\n<html lang="en">')).toBe(true);
  }
});

test('a page refers to nothing outside of itself, and runs nothing from attributes', () => {
  for (const { text } of pages) {
    const attributes = [...text.matchAll(TAG)].flatMap(([, , , all = '']) => [
      ...all.matchAll(/([a-z][a-z0-9-]*)="([^"]*)"/gi),
    ]);
    expect(attributes.length).toBeGreaterThan(5);
    for (const [, name = '', value = ''] of attributes) {
      expect(name).not.toMatch(/^(?:on|style$|src|srcset$|xlink|data$|action$)/);
      if (name === 'href') expect(value).toMatch(/^#[a-z]+-\d+$/);
    }
  }
  expect(PAGE_STYLE).not.toMatch(/url\(|@import|image-set/);
});

/** True where a document has profiles to draw. */
function hasFlameGraph(document: ShownDocument): boolean {
  if (hasView(document)) {
    return document.view.blocks.some((block) => 'script' in block && block.script !== undefined);
  }
  return (
    (document.schema === PROFILE_SCHEMA && document.trials > 0) ||
    (document.schema === PROFILE_DIFF_SCHEMA && document.difference !== null) ||
    (document.schema === COMPARISON_SCHEMA && document.explanations !== undefined) ||
    (document.schema === GATE_SCHEMA && document.comparison?.explanations !== undefined)
  );
}

test('a page runs only the script of its flame graphs or trends, which its policy names by its hash', () => {
  for (const { name, document, text } of pages) {
    const scripts = [...text.matchAll(/<script[^>]*>(.*?)<\/script>/gs)].map(([, code]) => code);
    const isHistory = !hasView(document) && document.schema === HISTORY_SCHEMA;
    const expected = isHistory
      ? [TREND_READOUT_SCRIPT]
      : hasFlameGraph(document)
        ? [FLAME_GRAPH_SCRIPT]
        : [];
    expect(scripts, name).toEqual(expected);
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(text)?.[1] ?? '';
    const hashes = expected.map((code) => createHash('sha256').update(code).digest('base64'));
    expect(policy.match(/script-src &#39;.*?&#39;/gu) ?? [], name).toEqual(
      hashes.map((hash) => `script-src &#39;sha256-${hash}&#39;`),
    );
  }
});

test('a page has a target for every link, and no target twice', () => {
  for (const { name, text } of pages) {
    const ids = [...text.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size, name).toBe(ids.length);
    for (const [, target] of text.matchAll(/href="#([^"]*)"/g)) expect(ids, name).toContain(target);
  }
});

test('a page describes in words what each picture shows', () => {
  for (const { name, text } of pages) {
    for (const [, attributes = ''] of text.matchAll(/<svg\s([^>]*role="img"[^>]*)>/g)) {
      expect(attributes, name).toMatch(/aria-label="[^"]{10,}"/);
    }
    const pictures = text.match(/class="plot[^"]*" height/g)?.length ?? 0;
    const named = text.match(/<svg class="plot[^>]*aria-label=/g)?.length ?? 0;
    expect(named, name).toBe(pictures);
  }
});

test('a page never shows NaN or undefined instead of a number', () => {
  for (const { name, text } of pages) {
    expect(withoutScript(text), name).not.toMatch(/NaN|Infinity|undefined|\[object/);
  }
});

describe('the pictures of a page load', () => {
  const jpeg = 'qQ==+/';
  const withPictures = (): string => {
    const document = golden['function-pass'];
    const attachments = [
      { kind: 'frame', file: 'attachments/1/frame-000312.jpg', trial: 4, atMs: 312 },
      { kind: 'screenshot', file: 'attachments/1/screenshot.jpg', trial: 4 },
      { kind: 'frame', file: 'attachments/1/gone.jpg', trial: 4, atMs: 900 },
    ] as const;
    const runs = document.runs.map((run) => ({ ...run, attachments }));
    const pictures = new Map([
      ['attachments/1/frame-000312.jpg', jpeg],
      ['attachments/1/screenshot.jpg', jpeg],
    ]);
    return htmlReporter.render({ ...document, runs }, { ...OPTIONS, pictures });
  };

  test('are embedded in the page, with a text of what each shows', () => {
    const text = withPictures();
    const images = [...text.matchAll(/<img [^>]*>/g)].map(([tag]) => tag);
    expect(images).toEqual([
      `<img alt="the page after 312 ms" src="data:image/jpeg;base64,${jpeg}">`,
      `<img class="screenshot" alt="the page at rest" src="data:image/jpeg;base64,${jpeg}">`,
    ]);
    expect(elementsOf(text)).toContain('figure');
  });

  test('are allowed by the policy of a page only when it has pictures', () => {
    expect(withPictures()).toContain('img-src data:;');
    expect(page(golden['function-pass'])).not.toContain('img-src');
  });
});

test('elementsOf rejects markup that is not well-formed', () => {
  expect(() => elementsOf('<p><b></p></b>')).toThrow('closes');
  expect(() => elementsOf('<p>')).toThrow('left open');
  expect(() => elementsOf('<p>a < b</p>')).toThrow('stray');
  expect(() => elementsOf('<p onclick=alert(1)>x</p>')).toThrow();
});

test('a page shows hostile names as text', () => {
  const text = page(golden['live-names']);
  expect(text).toContain('&lt;img src=x onerror=alert(1)&gt;');
  expect(text).toContain('&lt;/style&gt;&lt;script&gt;alert(2)&lt;/script&gt;');
  expect(text).toContain('&lt;b&gt;x&lt;/b&gt;&amp;&quot;&#39;');
  expect(text).not.toContain('\u202e');
  expect(text).not.toContain('\u001b');
});

describe('the performance map', () => {
  const text = page(golden['profile-map']);

  test('is drawn as bars inside the bars of their callers', () => {
    const bars = [
      ...text.matchAll(/<rect class="(all|own) ([a-z]+)" x="([\d.]+)%" width="([\d.]+)%"/g),
    ];
    const of = (part: string) =>
      bars
        .filter(([, kind]) => kind === part)
        .map(([, , , x, width]) => [Number(x), Number(x) + Number(width)] as const);
    const [all, own] = [of('all'), of('own')];
    expect(all).toHaveLength(7);
    const [caller, called, query] = all;
    expect(called?.[0]).toBe(caller?.[0]);
    expect(called?.[1]).toBeLessThan(caller?.[1] ?? 0);
    expect(query?.[1]).toBeLessThan(called?.[1] ?? 0);
    for (const [index, [from, to]] of own.entries()) {
      const [start = 0, end = 0] = all[index] ?? [];
      expect(from).toBeGreaterThanOrEqual(start - 0.01);
      expect(to).toBeCloseTo(end, 1);
    }
  });

  test('has a card with folded reasons for each bottleneck, and the advice in the first', () => {
    expect(text.match(/<article class="card /g)).toHaveLength(3);
    expect(text.match(/<summary>Why<\/summary>/g)).toHaveLength(3);
    expect(text.match(/→ Root cause/g)).toHaveLength(1);
    expect(text).toContain('The calls were awaited one by one');
  });

  test('folds dismissed suspicions and colours the gate by its verdict', () => {
    const [, folded = ''] =
      /1 hypothesis was dismissed[^<]*<\/summary>(.*?)<\/details>/s.exec(text) ?? [];
    expect(folded).toContain('src/render.js:19');
    expect(text).toContain('<p class="line tone-good">Wrong Tool Gate: PROCEED</p>');
    expect(page(golden['profile-map-blocked'])).toContain(
      '<p class="line tone-bad">Wrong Tool Gate: BLOCK',
    );
    expect(page(golden['profile-map-quiet'])).toContain(
      '<p class="line tone-doubt">Wrong Tool Gate: no',
    );
  });

  test('has no section of bottlenecks when there are none', () => {
    expect(page(golden['profile-map-quiet'])).not.toContain('id="bottlenecks"');
    expect(page(golden['profile-function'])).not.toContain('id="wrong-tool"');
  });
});

test('a page has a table of the same numbers for each picture of pairs', () => {
  const text = page(golden['live-regressed']);
  const [, table = ''] =
    /14 pairs of wall_time as a table<\/summary>(.*?)<\/table>/s.exec(text) ?? [];
  expect(table.match(/<tr>/g)).toHaveLength(15);
  expect(table.match(/<td>confirm<\/td>/g)).toHaveLength(8);
});

test('a page has the probability of equality, the smallest detectable change and the modes', () => {
  const text = page(golden['live-mixed']);
  expect(text).toContain('<td class="number">&lt; 0.0001</td>');
  expect(text).toContain('smallest change that these pairs can detect: wall_time ± 2.2 %');
  expect(text).toContain('a larger difference than expected by chance');
});

test('a page folds the unchanged scenarios among two hundred', () => {
  const document = golden['live-regressed'];
  const comparisons = Array.from({ length: 200 }, (_, index) =>
    document.comparisons.slice(0, 1).map((comparison) => ({
      ...comparison,
      scenario: `case ${index}`,
      verdict: index % 50 === 0 ? ('regressed' as const) : ('unchanged' as const),
    })),
  ).flat();
  const text = page({ ...document, comparisons, runs: [] });
  expect(text).toContain('<summary>196 scenarios with every gated metric unchanged</summary>');
  expect(text.length).toBeLessThan(800_000);
  elementsOf(text);
});

/** Relative luminance and contrast of WCAG 2.2. */
function contrast(foreground: string, other: string): number {
  const luminance = (color: string): number => {
    const long = color.length === 4 ? color.replace(/[^#]/g, '$&$&') : color;
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const share = Number.parseInt(long.slice(at, at + 2), 16) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [high = 0, low = 0] = [luminance(foreground), luminance(other)].toSorted((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

test('the texts of a page have a contrast of at least 4.5 to 1 in light and dark', () => {
  const palettes = [...PAGE_STYLE.matchAll(/:root\{([^}]*--page:[^}]*)\}/g)].map(([, body = '']) =>
    Object.fromEntries(
      [...body.matchAll(/--([a-z]+):(#[0-9a-f]+)/g)].map(([, name, color]) => [name, color]),
    ),
  );
  expect(palettes.length).toBe(3);
  expect(contrast('#000', '#fff')).toBeCloseTo(21);
  for (const colors of palettes) {
    for (const name of ['text', 'faint', 'good', 'bad', 'doubt', 'plain', 'base', 'head']) {
      for (const ground of ['page', 'soft']) {
        expect(
          contrast(colors[name] ?? '', colors[ground] ?? ''),
          `${name} on ${ground}`,
        ).toBeGreaterThan(4.5);
      }
    }
  }
});

test('a page draws every metric of the catalogue', () => {
  const document = golden['live-regressed'];
  const [first] = document.comparisons;
  if (first === undefined) throw new Error('no comparison');
  const comparisons = [...METRICS.values()].map(({ name, unit }) => ({
    ...first,
    metric: name,
    unit,
    base: 0,
    head: 3,
    ratio: null,
    low: null,
    high: null,
  }));
  elementsOf(page({ ...document, comparisons }));
});
