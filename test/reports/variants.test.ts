/** What documents that have no golden page show beyond those that have one. */
import { expect, test } from 'vitest';
import { htmlReporter } from '../../reports/html.ts';
import { markdownReporter } from '../../reports/markdown.ts';
import { terminalReporter } from '../../reports/terminal.ts';
import { goldenDocuments } from '../../tools/golden/documents.ts';

// Wide enough that nothing is cut or wrapped.
const WIDE = { width: 1_000, color: false };
const ENTITIES: Readonly<Record<string, string>> = {
  ...{ '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&#96;': '`', '&amp;': '&' },
};

/** The words of a text without the notation of Markdown and of tables, as they are read. */
function wordsOf(text: string): string {
  return text
    .replaceAll(/[\\\u200b*`]/gu, '')
    .replaceAll(/&[#\w]+;/gu, (sign) => ENTITIES[sign] ?? sign)
    .replaceAll(/[\s|]+/gu, ' ');
}

/** A page without its tags, styles and scripts. */
function withoutTags(page: string): string {
  return page.replaceAll(/<style>.*?<\/style>|<script>.*?<\/script>|<[^>]+>/gsu, ' ');
}

/** Words that reports of each document have, by its name. */
const SHOWN: Readonly<Record<string, readonly string[]>> = {
  'budgets-failing': ['2 of 4 budgets broken', '1 over a limit that only warns (memory_peak'],
  interrupted: ['1 of 2 scenarios measured to the end', 'one trial', 'interrupted'],
  'group-ranking': ['cannot be told apart: the ratio lies between', 'no budgets are set'],
  inconclusive: ['its budget is undecided', 'quick mode: a first impression'],
  blocked: ['not started because of an error', 'it ended with exit code 2'],
  'load-void': ['ping could not be measured: The load generator', 'not judged: the run is void'],
  many: ['wall_time of case 10: 10.1 times the limit'],
  empty: ['nothing was measured'],
  'live-mixed': [
    'two modes, about',
    '1 not comparable',
    'every trial of the base failed: it ended',
  ],
  'live-dependency': ['2 better', 'minimatch@9.0.5 (dependency)'],
  comparison: ['main (baseline)', 'latest (record)', 'at different times', '×3.30', 'from 0'],
  'comparison-incomparable': ['2 not comparable', 'other kind: function against command'],
  'comparison-unchanged': ['2 unchanged'],
  'gate-failed': ['3 failed', 'audit failed: 1 CRITICAL', 'place_order commits session'],
  'gate-refused': ['1 refused', 'the exit code is 0 whatever the verdict', 'limit refused: ± 1 %'],
  'gate-names': ['What is undecided counts, by --on-inconclusive fail'],
  'gate-baseline': ['regressed since the baseline', 'HEAD is the first commit', 'from 0 to 3'],
  'bisect-range': [
    'one of 2 that cannot be told apart',
    'change number 9',
    'the commit before them',
  ],
  'bisect-package': ['@scope/json@2.0.1 → 3.0.0 changed', 'against none of the changes'],
  'bisect-alike': ['good and bad do not differ in cpu_time', 'there is nothing to find'],
  'capacity-waiting': ['up to 87 requests/s', 'it waits for something'],
  'capacity-lower-bound': ['this is a lower bound', 'Such runs say nothing of the server'],
  'capacity-none': ['does not keep latency.p99', 'even at 6.67 requests/s'],
  'profile-map-blocked': ['Wrong Tool Gate: BLOCK.', 'The busiest disk had work for 97 %'],
  'profile-map-quiet': ['as far as it came', 'Wrong Tool Gate: no verdict'],
  'profile-function': ['garbage collection', '@text/trim', 'Node.js', 'Busy for 505 ms a trial.'],
  'profile-interrupted': ['takes 61 %', 'as far as it came', '1 profiled trial'],
  'profile-failed': ['could not be profiled', 'the program left no profile'],
  'profile-diff-files': ['One profile each: no noise known', 'trim (gone)', 'from 1 profiled pair'],
  'profile-diff-failed': ['could not be profiled on both sides'],
  'optimization-plateau': [
    ...['39.7% better', 'TARGET MISSED (plateau)', 'nothing kept'],
    ...[
      'Not tried to the end',
      'by the plan check',
      'Directions not explored',
      'Stop reason: plateau',
    ],
    ...['1 of 3 was not used', 'More or faster cores', 'flaky without any change: retries twice'],
    ...['Not done: branches listed', 'Overridden: Wrong Tool Gate, by ann'],
  ],
  'optimization-plan': ['The plan is in context.md', 'not carried out', 'Proposed, not tried'],
  'optimization-blocked': ['It is the disk', 'not set'],
  'optimization-names': ['nothing measured', 'TARGET MISSED (failed)'],
  'checklist-passed': ['1 of 1 check passed'],
  'checklist-unverified': ['1 could not be verified (monitoring)', 'Final checklist'],
  'patch-faster': ['is faster and does the same', '88.8% better', 'No caller changes the list'],
  'patch-unjudged': ['cannot be judged', 'not checked: no call', 'it would take 40 pairs'],
  'patch-tests-fail': ['breaks tests', 'not measured: the tests fail with it'],
  'audit-passed': ['nothing found', '10.0/10 no issues'],
  'audit-found': ['1 high', 'Only orders was looked at: services/orders.'],
  'audit-many': ['45 findings: 5 high, 40 low', 'critical issues (immediate)'],
  'audit-unfinished': ['error: it ended with signal SIGKILL', 'not scored'],
  'audit-none': ['nothing found; no score', 'no auditor has finished'],
  'history-digest': ['3 changes in all', 'gain', 'fixed'],
  'history-show': ['1328b7bc', 'Example CPU', '2 runs or more left out'],
  'history-steady': ['No open slow-down in 1 trend of 60 points'],
  'investigation-open': ['not enough to call it the cause'],
  'investigation-nothing': ['nothing in the logs became worse', 'it began before'],
};

test.each(Object.entries(SHOWN))(
  'every report for readers shows what becomes of %s',
  (name, shown) => {
    const document = goldenDocuments()[name];
    if (document === undefined) throw new Error(name);
    const texts = {
      terminal: terminalReporter.render(document, WIDE),
      markdown: markdownReporter.render(document, WIDE),
      page: withoutTags(htmlReporter.render(document, WIDE)),
    };
    for (const [format, text] of Object.entries(texts)) {
      for (const part of shown) expect(wordsOf(text), format).toContain(wordsOf(part));
    }
  },
);

test.each([
  ['many', '13 scenarios without trouble in the overview only'],
  ['history-show', '-1.3 % of its level'],
  ['investigation-open', 'look next at  numbers of connections'],
])('the terminal report of %s has "%s"', (name, shown) => {
  const document = goldenDocuments()[name];
  if (document === undefined) throw new Error(name);
  expect(terminalReporter.render(document, WIDE)).toContain(shown);
});
