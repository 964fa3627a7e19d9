/** Texts of documents without a golden page that no golden page has. */
import { expect, test } from 'vitest';
import { agentReporter } from '../../reports/agent-reporter.ts';
import { htmlReporter } from '../../reports/html-reporter.ts';
import { markdownReporter } from '../../reports/markdown-reporter.ts';
import type { Reporter, ShownDocument } from '../../reports/reporter.ts';
import { terminalReporter } from '../../reports/terminal-reporter.ts';
import { goldenShownDocuments } from '../../tools/golden/golden-documents.ts';

// Wide enough that nothing is cut or wrapped.
const WIDE = { width: 1_000, color: false };
const DOCUMENTS = goldenShownDocuments();
const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&#96;': '`',
  '&amp;': '&',
};

function rendered(reporter: Reporter, shown: ShownDocument): string {
  return reporter.render(shown, WIDE);
}

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
  'budgets-failing': ['2 of 4 budgets missed', '1 over a warn-only limit (memory_peak'],
  interrupted: ['1 of 2 scenarios fully measured', 'one trial', 'interrupted'],
  'group-ranking': ['cannot be told apart: the ratio lies between', 'no budgets are set'],
  inconclusive: ['its budget is inconclusive', 'quick mode: rough estimate'],
  blocked: ['not started due to an error', 'it exited with code 2'],
  'load-void': [
    'ping could not be measured: The load generator',
    'not evaluated: the run is invalid',
    'Use fewer than 10 connections',
  ],
  many: ['wall_time of case 10: 10.1 times the limit'],
  empty: ['nothing was measured'],
  'live-mixed': [
    'two modes, at about',
    '1 not comparable',
    'every trial of the base failed: it ended',
    'the metric looked worse after 21 pairs',
    'trending better',
    'before the interim analysis at 13',
  ],
  'live-dependency': ['2 better', 'minimatch@9.0.5 (dependency)'],
  comparison: [
    'main (baseline)',
    'latest (record)',
    'at different times',
    '×3.30',
    'from 0',
    'the confidence interval includes the margin',
    'the medians alone differ by',
    'inconclusive',
  ],
  'comparison-incomparable': ['2 not comparable', 'different kinds: function and command'],
  'comparison-unchanged': ['2 unchanged'],
  'gate-failed': [
    '3 failed',
    'audit failed: 1 CRITICAL',
    'place_order commits session',
    'inconclusive: 1.312 ms',
    '36 % below the limit',
    '--fail-on high',
  ],
  'gate-refused': [
    '1 refused',
    'the exit code is 0 whatever the verdict',
    'limit refused: a limit of ± 1 %',
  ],
  'gate-names': ['Inconclusive checks fail the gate (--on-inconclusive fail)'],
  'gate-baseline': ['regressed since the baseline', 'HEAD is the first commit', 'from 0 to 3'],
  'bisect-range': [
    'one of 2 indistinguishable changes',
    'change number 9',
    'the commit before these changes',
  ],
  'bisect-package': [
    '@scope/json@2.0.1 → 3.0.0 changed',
    'against none of the changes',
    'packages of v1.2.0 (dependency',
  ],
  'bisect-alike': [
    'good and bad do not differ in cpu_time',
    'there is nothing to find',
    'cpu_time unchanged: +0.18 %',
  ],
  'capacity-waiting': [
    'up to 87 requests/s',
    'the server waits for something',
    'the time limit was reached',
    'Allow more time with --time',
  ],
  'capacity-lower-bound': [
    'this is a lower bound',
    'Load runs at these rates do not measure the server',
    'not sent',
    'Give the machine more cores',
  ],
  'capacity-none': [
    'does not meet latency.p99',
    'even at 6.67 requests/s',
    'Response times exceed their limit first: at 6.67/s latency.p99 was',
  ],
  'profile-map-blocked': ['Wrong Tool Gate: BLOCK.', 'The busiest disk had work for 97 %'],
  'profile-map-quiet': ['based on an incomplete profile', 'Wrong Tool Gate: no verdict'],
  'profile-function': ['garbage collection', '@text/trim', 'Node.js', 'Busy for 505 ms per trial.'],
  'profile-interrupted': ['takes 61 %', 'based on an incomplete profile', '1 profiled trial'],
  'profile-failed': ['could not be profiled', 'the program left no profile'],
  'profile-diff-files': [
    'One profile per side: noise unknown',
    'trim (gone)',
    'based on 1 profiled pair',
    'compared in total, because profile files do not record the amount of work done',
  ],
  'profile-diff-failed': ['could not be profiled on both sides'],
  'optimization-plateau': [
    '39.7% better',
    'TARGET MISSED (plateau)',
    'nothing accepted',
    'Not fully tried',
    '(plan check)',
    'Unexplored directions',
    'Stop reason: plateau',
    '1 of 3 cycles was not used',
    'More or faster cores',
    'flaky without any change: retries twice',
    'Not done: branches listed',
    'Overridden: Wrong Tool Gate, by ann',
    'Manual work',
    'Remaining bottlenecks',
    'align (src/align.js:31)',
    'Beyond the code',
    'No end-to-end test covers it',
    'PLATEAU on cycle 2: 0% < 5%',
  ],
  'optimization-plan': [
    'The plan is in context.md',
    'not executed',
    'Proposed, not tried',
    'not checked',
    'None: nothing was changed',
  ],
  'optimization-blocked': ['It is the disk', 'not set'],
  'optimization-names': ['nothing measured', 'TARGET MISSED (failed)'],
  'checklist-passed': ['1 of 1 check passed'],
  'checklist-unverified': ['1 could not be verified (monitoring)', 'Final checklist'],
  'proof-faster': ['-88.8 %', 'the tests pass', 'No caller changes the list', 'left as committed:'],
  'proof-undecided': ['no call', 'it would take 40 pairs', 'the run works in a clone instead'],
  'proof-tests-fail': [
    'not measured: tests fail with the change',
    'the tests fail only with the change: an order has the name of its customer',
  ],
  'audit-passed': ['no findings'],
  'audit-found': ['1 certain finding', 'Only orders was audited: services/orders.'],
  'audit-many': ['45 certain findings'],
  'audit-evidence': [
    '1 measured and 3 certain findings; 2 suspected',
    'measured: 41 queries per request',
  ],
  'audit-suspected': ['no measured or certain findings; 1 suspected'],
  'audit-unfinished': [
    'Transaction Correctness (error: it ended with signal SIGKILL)',
    '1 of 3 auditors completed',
    'not done: auditors finished',
  ],
  'audit-none': [
    '0 of 3 auditors completed',
    'Query Efficiency (error: it ended with signal SIGKILL)',
  ],
  'history-digest': ['3 changes in all', 'gain', 'fixed'],
  'history-show': ['1328b7bc', 'Example CPU', 'at least 2 runs omitted'],
  'history-steady': ['No open slowdown in 1 trend of 60 points'],
  'investigation-open': ['but the evidence does not establish it as the cause'],
  'investigation-nothing': [
    'the logs show no lasting degradation',
    'the slowdown began before',
    'GET /products/:id',
    '--since, and provide logs for the added time',
  ],
};

test.each(Object.entries(SHOWN))(
  'every report for readers shows the outcome of %s',
  (name, shown) => {
    const document = DOCUMENTS[name];
    if (document === undefined) throw new Error(name);
    const texts = {
      terminal: rendered(terminalReporter, document),
      markdown: rendered(markdownReporter, document),
      page: withoutTags(rendered(htmlReporter, document)),
    };
    for (const [format, text] of Object.entries(texts)) {
      for (const part of shown) expect(wordsOf(text), format).toContain(wordsOf(part));
    }
  },
);

test.each([
  ['many', '13 scenarios without problems\n'],
  ['many', 'Show a run in full: perf-harness report <record>'],
  ['history-show', '-1.3 % from the typical value'],
  ['investigation-open', 'check next: metrics for connections'],
])('the terminal report of %s has "%s"', (name, shown) => {
  const document = DOCUMENTS[name];
  if (document === undefined) throw new Error(name);
  expect(rendered(terminalReporter, document)).toContain(shown);
});

test.each([
  [
    'function-pass',
    'save this run as a reference for later runs',
    'perf-harness baseline save main',
  ],
  [
    'budgets-failing',
    'save this run as a reference for your change',
    'perf-harness baseline save before',
  ],
  ['http-unavailable', 'check how stable this machine is', 'perf-harness doctor --stability 60s'],
  ['interrupted', 'finish the measurement', "perf-harness run -- node 'scripts/build all.js'"],
  [
    'inconclusive',
    'run more trials for a verdict',
    "perf-harness run --trials 52 'sort 1,000 numbers'",
  ],
  ['blocked', 'measure once the error is fixed', "perf-harness run 'render readme'"],
  ['empty', 'list the scenarios', 'perf-harness run --list'],
  ['live-dependency', 'check performance on every pull request', 'perf-harness init --ci github'],
  ['comparison', 'measure the regressed scenario again', "perf-harness run 'list users'"],
  [
    'comparison-incomparable',
    'create a baseline on this machine',
    'perf-harness baseline save main',
  ],
  ['comparison-unchanged', 'make this the new baseline', 'perf-harness baseline save main'],
  [
    'gate-failed',
    'reproduce the result on your machine',
    "perf-harness compare 3f1c9a7d5b2e 'parse lockfile'",
  ],
  [
    'gate-refused',
    'see which changes this machine can detect',
    "perf-harness calibrate 'list users'",
  ],
  [
    'bisect-package',
    'measure the change again',
    "perf-harness compare --dep @scope/json@2.0.1..3.0.0 'parse lockfile'",
  ],
  ['capacity-lower-bound', 'check what else uses this machine', 'perf-harness doctor'],
  ['capacity-none', 'see the response times', "perf-harness run 'list users'"],
  [
    'profile-map-blocked',
    'view the flame graph',
    "perf-harness profile 'list orders' --reporter html=profile.html",
  ],
  ['profile-map-quiet', 'run the scenario without profiling', "perf-harness run 'list orders'"],
  [
    'optimization-plan',
    'execute the plan',
    'perf-harness optimize --target src/api/alignment.js::align_endpoint --observed 6300ms:response_time --goal 500ms --fresh',
  ],
  [
    'optimization-blocked',
    'continue anyway',
    "perf-harness optimize --target src/api/alignment.js::align_endpoint --observed 6300ms:response_time --fresh --waive '<reason>'",
  ],
  ['checklist-unverified', 'check again after the fix', 'perf-harness check --list monitoring'],
  ['proof-faster', 'apply the patch', 'git apply names-by-map.diff'],
  ['proof-undecided', 'prove the change again after editing it', 'perf-harness prove -'],
  [
    'audit-found',
    'view the full report as a web page, and save it for optimize --audit-report',
    'perf-harness audit /project --reporter html=audit.html --reporter json=audit.json',
  ],
  [
    'history-changes',
    'find the responsible commit',
    "perf-harness bisect 128a8042beff 1328b7bc6fff 'parse | `lockfile` <all>' --metric wall_time",
  ],
  ['investigation-established', 'see the change', 'git show 3f1c9a7d5b04 -- config/production.yml'],
])('the next step after %s is to %s', (name, purpose, command) => {
  const document = DOCUMENTS[name];
  if (document === undefined) throw new Error(name);
  const text = rendered(agentReporter, document);
  expect(text).toContain(`next to=${JSON.stringify(purpose)} command=${JSON.stringify(command)}`);
});
