/** One view with every kind of block: each format renders it, without knowing any document. */
import { describe, expect, it } from 'vitest';
import { formatViewFacts } from '../../reports/agent-reporter.ts';
import type { Block, View } from '../../reports/format-independent-report-view.ts';
import { html } from '../../reports/html/html-markup.ts';
import { htmlPage } from '../../reports/html/html-page.ts';
import { renderPageParts } from '../../reports/html/render-report-view-as-html.ts';
import { renderJunitDocument } from '../../reports/junit-reporter.ts';
import { renderViewMarkdown } from '../../reports/markdown/render-report-view-as-markdown.ts';
import { renderCommentBody } from '../../reports/pull-request-comment-body.ts';
import { buildCommentParts } from '../../reports/pull-request-comment-reporter.ts';
import { notOnHtmlPage } from '../../reports/report-block-builders.ts';
import { renderViewLines } from '../../reports/terminal/render-report-view-as-terminal-lines.ts';
import { createTerminalPage } from '../../reports/terminal/terminal-page-layout.ts';

const BLOCKS: readonly Block[] = [
  { type: 'text', text: 'a <text> of | its own', tone: 'faint' },
  {
    type: 'list',
    weight: 'always',
    title: 'Causes',
    noun: 'cause',
    isNumbered: true,
    items: [
      { text: 'pool is *smaller*', details: [{ label: 'for', tone: 'good', text: 'it rose' }] },
      { lead: 'new', leadTone: 'bad', text: 'time-outs' },
    ],
  },
  { type: 'list', title: 'Empty', noun: 'thing', items: [] },
  {
    type: 'table',
    title: 'Queries',
    noun: 'query',
    columns: [
      { title: 'statement', isCode: true },
      { title: 'time', align: 'right' },
    ],
    rows: [
      ['SELECT a|b', { text: '2.1 s', tone: 'bad' }],
      ['SELECT 2', '3 ms'],
    ],
  },
  { type: 'table', title: 'No rows', noun: 'row', columns: [{ title: 'x' }], rows: [] },
  {
    type: 'chart',
    line: { label: 'p95', values: [1, 2, 8] },
    html: html`<svg></svg>`,
    style: '.own{}',
  },
  { type: 'code', title: 'Run it', language: 'sh', lines: ['npm test', '# done'] },
  { type: 'text', weight: 'verbose', text: 'seldom wanted' },
];
const VIEW: View = {
  key: 'incident',
  title: 'shop, production',
  headline: {
    outcome: 'established',
    label: 'Cause established',
    sign: '✗',
    tone: 'bad',
    sentence: 'a pool is smaller',
  },
  about: ['shop, production', '3 files'],
  blocks: BLOCKS,
  footnotes: [],
  next: { purpose: 'see the change', command: 'git show 1' },
  suites: [
    {
      name: 'incident',
      startedAt: null,
      checks: [
        {
          name: 'nothing is worse',
          group: 'shop',
          result: 'failure',
          message: 'a pool is smaller',
        },
      ],
    },
  ],
  annotations: [],
  facts: [
    { keyword: 'investigation', values: { id: 'x', share: 0.5, place: null } },
    { keyword: 'cause', values: { title: 'a pool' } },
  ],
};

describe('a view', () => {
  it('is shown in a terminal as lines, with a blank line between non-empty parts', () => {
    const lines = renderViewLines(VIEW, createTerminalPage({ width: 80, color: false }));
    expect(lines.join('\n')).toBe(`✗ CAUSE ESTABLISHED  a pool is smaller
  shop, production
  3 files

a <text> of | its own

Causes
  1. pool is *smaller*
       for: it rose
  2. new  time-outs

Queries
  statement    time
  SELECT a|b  2.1 s
  SELECT 2     3 ms

  p95  ▁▂█

Run it
  npm test
  # done

Next, to see the change:
  git show 1`);
  });

  it('shows the next command as this program was started', () => {
    const next = { purpose: 'measure it', command: 'perf-harness run' };
    const lines = (program?: string) =>
      renderViewLines(
        { ...VIEW, next },
        createTerminalPage({ width: 80, color: false, ...(program !== undefined && { program }) }),
      );
    expect(lines().at(-1)).toBe('  perf-harness run');
    expect(lines('npx perf-harness').at(-1)).toBe('  npx perf-harness run');
  });

  it('shows rarely wanted text in a verbose terminal', () => {
    const page = createTerminalPage({ width: 80, color: false, isVerbose: true });
    expect(renderViewLines(VIEW, page)).toContain('seldom wanted');
  });

  it('is shown in Markdown with escaped texts and fenced lines', () => {
    const text = renderViewMarkdown(VIEW)
      .filter((block) => block.length > 0)
      .map((block) => block.join('\n'))
      .join('\n\n');
    expect(text).toBe(`### ❌ Cause established

a pool is smaller

shop, production; 3 files

a &lt;text&gt; of \\| its own

#### Causes

1. pool is \\*smaller\\*
   - for: it rose
2. **new** time-outs

#### Queries

| statement | time |
| --- | ---: |
| \`SELECT a\\|b\` | 2.1 s |
| \`SELECT 2\` | 3 ms |

#### Run it

\`\`\`sh
npm test
# done
\`\`\`

seldom wanted

Next, to see the change:

\`\`\`sh
git show 1
\`\`\``);
  });

  it('is shown in a comment with its weightiest parts', () => {
    const comment = renderCommentBody(buildCommentParts(VIEW));
    expect(comment).toContain('1. pool is \\*smaller\\*\n   - for: it rose');
    expect(comment).toContain('### ❌ Cause established\n\na pool is smaller');
    expect(comment).toContain('git show 1');
    expect(comment).not.toContain('Queries');
  });

  it('is shown as a page with headings, tables and pictures', () => {
    const { head, body, style } = renderPageParts(VIEW);
    expect(head.title).toBe('Cause established: shop, production');
    expect(style).toBe('.own{}');
    const page = htmlPage(head, body, { style });
    expect(page).toContain('p,li{overflow-wrap:anywhere}');
    expect(page).toContain('<h1>a pool is smaller</h1>');
    expect(page).toContain('<h2>Causes</h2><h3>1. pool is *smaller*</h3>');
    expect(page).toContain('<li class="tone-good">for: it rose</li>');
    expect(page).toContain(
      '<th scope="row"><code>SELECT a|b</code></th><td class="tone-bad number">2.1 s',
    );
    expect(page).toContain('<svg></svg>');
    expect(page).toContain('a &lt;text&gt; of | its own');
    expect(page).not.toContain('<h2>Empty</h2>');
    expect(page).not.toContain('<h2>No rows</h2>');
  });

  it('is written as a test suite whose check failed', () => {
    expect(renderJunitDocument(VIEW.suites)).toContain(
      '<testcase name="nothing is worse" classname="shop" time="0.000">',
    );
  });

  it('is written as facts, one per line, with the outcome second and no null values', () => {
    expect(formatViewFacts(VIEW)).toEqual([
      'investigation id=x share=0.5',
      'summary outcome=established text="a pool is smaller"',
      'next to="see the change" command="git show 1"',
      'cause title="a pool"',
    ]);
  });

  const titled: View = {
    ...VIEW,
    blocks: [
      { type: 'text', weight: 'file', title: 'Summary', text: 'two rules' },
      {
        type: 'table',
        weight: 'always',
        isPart: true,
        title: '1. Rules',
        noun: 'rule',
        columns: [{ title: 'rule' }],
        rows: [[{ text: 'a loop', tone: 'strong', details: [{ label: 'a.ts:1', text: 'here' }] }]],
        inTerminal: [
          {
            type: 'list',
            title: 'Rules by file',
            noun: 'rule',
            most: 1,
            items: [{ lead: 'LOW', text: 'a loop' }, { text: 'a query' }],
          },
        ],
      },
      {
        type: 'list',
        isFolded: true,
        title: 'Sources <2>',
        noun: 'source',
        items: [
          { text: 'guide', url: 'https://example.org/a_b' },
          { text: 'odd', url: 'javascript:x' },
        ],
      },
    ],
    suites: [
      {
        name: 's',
        startedAt: null,
        file: 'a.ts',
        hostname: 'host',
        properties: [['tool', 'v8']],
        checks: [
          {
            name: 'c',
            group: 'g',
            result: 'failure',
            message: 'in short',
            text: 'all of it',
            elapsedMs: 1_500,
          },
        ],
      },
    ],
  };

  it('leaves file blocks out of a terminal, and shows what replaces a table as space allows', () => {
    const lines = renderViewLines(titled, createTerminalPage({ width: 80, color: false })).join(
      '\n',
    );
    expect(lines).toContain(`Rules by file
  LOW  a loop
1 more rule shown with --verbose and in all other report formats

Sources <2>
  guide: https://example.org/a_b
  odd: javascript:x

Summary: available with --reporter markdown=report.md, html or json.`);
    const page = createTerminalPage({ width: 80, color: false, isVerbose: true });
    expect(renderViewLines(titled, page).join('\n')).toContain('  LOW  a loop\n  a query\n\n');
  });

  it('has two levels of titles, folded blocks, multi-line cells and links in Markdown', () => {
    const text = renderViewMarkdown(titled)
      .map((block) => block.join('\n'))
      .join('\n\n');
    expect(text).toContain(`#### Summary

two rules`);
    expect(text).toContain('| **a loop**<br>a.ts:1: here |');
    expect(text).toContain('##### 1\\. Rules');
    expect(text).toContain(`<details>
<summary>Sources &lt;2&gt;</summary>

- guide: <https://example.org/a_b>
- odd: javascript:x

</details>`);
    expect(renderCommentBody(buildCommentParts(titled))).toContain('##### 1\\. Rules\n\n| rule |');
  });

  it('has two levels of titles, folded blocks, multi-line cells and no links on a page', () => {
    const { head, body } = renderPageParts(titled);
    const page = htmlPage(head, body);
    expect(page).toContain('<section><h2>Summary</h2><p>two rules</p></section>');
    expect(page).toContain('<section><h3>1. Rules</h3>');
    expect(page).toContain('<strong>a loop</strong><ul class="faint"><li>a.ts:1: here</li></ul>');
    expect(page).toContain(
      '<details><summary>Sources &lt;2&gt;</summary><ul><li>guide: <code>https://example.org/a_b</code></li>',
    );
    expect(page).not.toContain('href');
  });

  it('has a failed check with its message and all details', () => {
    const xml = renderJunitDocument(titled.suites);
    expect(xml).toContain('<failure type="failure" message="in short">all of it</failure>');
    expect(xml).toContain('<testsuite name="s" file="a.ts"');
    expect(xml).toContain('time="1.500" hostname="host"');
    expect(xml).toContain('<property name="tool" value="v8"/>');
  });

  it('has text instead of a picture, and no step on a page that the step makes', () => {
    const pictured: View = {
      ...VIEW,
      blocks: [
        {
          type: 'chart',
          weight: 'always',
          html: html`<svg></svg>`,
        },
        ...notOnHtmlPage([{ type: 'text', weight: 'always', text: 'as text' }]),
      ],
      next: { purpose: 'look', command: 'perf-harness profile x', makesPage: true },
    };
    const { head, body } = renderPageParts(pictured);
    const page = htmlPage(head, body);
    expect(page).toContain('<svg></svg>');
    expect(page).not.toContain('as text');
    expect(page).not.toContain('perf-harness profile x');
    for (const text of [
      renderViewLines(pictured, createTerminalPage({ width: 80, color: false })).join('\n'),
      renderViewMarkdown(pictured).flat().join('\n'),
      renderCommentBody(buildCommentParts(pictured)),
    ]) {
      expect(text).toContain('as text');
      expect(text).toContain('perf-harness profile x');
    }
  });

  const drawn: View = {
    ...VIEW,
    blocks: [
      {
        type: 'table',
        title: 'Gains',
        noun: 'step',
        columns: [{ title: 'step' }, { title: '', isWhole: true }],
        rows: [
          [
            { text: '', tone: 'strong' },
            { text: '', details: [{ text: 'a' }, { text: 'b' }] },
          ],
          ['a step with a long name', 'w'.repeat(60)],
        ],
        onPage: { html: html`<svg id="drawn"></svg>`, style: '.drawn{}', script: 'draw()' },
      },
      {
        type: 'list',
        title: 'Steps',
        noun: 'step',
        items: [{ text: 'drawn above' }],
        onPage: null,
      },
      {
        type: 'list',
        title: 'Details',
        noun: 'detail',
        items: [{ lead: 'a lead of some width', text: 'word '.repeat(20).trim() }],
      },
    ],
  };

  it('has on a page the picture that replaces a block, and no block drawn in another picture', () => {
    const { body, style, script } = renderPageParts(drawn);
    expect({ style, script }).toEqual({ style: '.drawn{}', script: 'draw()' });
    expect(body.markup).toContain('<h2>Gains</h2><svg id="drawn"></svg>');
    expect(body.markup).not.toContain('a step');
    expect(body.markup).not.toContain('Steps');
  });

  it('has no marks of an empty text in Markdown', () => {
    expect(renderViewMarkdown(drawn).flat()).toContain('|  | a<br>b |');
  });

  it('keeps the width of a whole column in a terminal, and aligns an item after its lead', () => {
    const lines = renderViewLines(drawn, createTerminalPage({ width: 80, color: false }));
    expect(lines.some((line) => line.endsWith('w'.repeat(60)))).toBe(true);
    expect(lines).toContain(`${' '.repeat(24)}${'word '.repeat(9).trim()}`);
  });
});
