import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { agentReporter } from '../../reports/agent.ts';
import { goldenDocuments } from '../../tools/golden/documents.ts';

const PROBLEM = [
  'severity',
  'rule',
  'category',
  'location',
  'issue',
  'recommendation',
  'effort',
  'needs_context',
] as const;

const golden = goldenDocuments();
/** Keywords and keys in their order: a change here breaks those who read the report. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  report: ['schema', 'verdict', 'runs'],
  comparison: ['schema', 'verdict', 'base', 'head', 'confidence', 'plan', 'seed'],
  gate: ['schema', 'verdict', 'exit_code', 'base', 'baseline', 'on_inconclusive', 'report_only'],
  checklist: ['schema', 'list', 'verdict', 'checks'],
  patch: ['schema', 'outcome', 'patch', 'base', 'files'],
  tests: ['state', 'reason'],
  behaviour: ['state', 'text'],
  gain: ['scenario', 'metric', 'verdict', 'ratio', 'low', 'high'],
  item: ['id', 'verdict', 'reason', 'remedy'],
  evidence: ['item', 'file', 'line', 'text'],
  check: [
    'outcome',
    'type',
    'scenario',
    'metric',
    'against',
    'line',
    'why',
    'floor',
    'needed_pairs',
    'needed_seconds',
    'reproduce',
  ],
  profile: [
    'schema',
    'state',
    'scenario',
    'tool',
    'trials',
    'samples',
    'busy',
    'unit',
    'idle',
    'seed',
  ],
  hotspot: [
    'place',
    'function',
    'where',
    'owner',
    'self',
    'self_low',
    'self_high',
    'total',
    'lines',
  ],
  owner: ['owner', 'package', 'share'],
  explanation: ['scenario', 'metrics', 'pairs', 'confidence', 'text', 'counters'],
  changed: [
    'scenario',
    'place',
    'function',
    'where',
    'owner',
    'beyond_noise',
    'change',
    'low',
    'high',
    'base',
    'head',
    'unit',
  ],
  difference: [
    'schema',
    'state',
    'scenario',
    'base',
    'head',
    'tool',
    'pairs',
    'confidence',
    'busy_base',
    'busy_head',
    'unit',
    'seed',
  ],
  overhead: ['metric', 'ratio', 'low', 'high', 'pairs'],
  runtime: [
    'gc_share',
    'gc_count',
    'gc_longest_ms',
    'loop_busy',
    'loop_delay_ms',
    'loop_delay_tail_ms',
    'heap_growth_bytes',
  ],
  level: ['level', 'taken', 'reason', 'text'],
  stop: ['reason', 'text'],
  memory: ['tool', 'weight', 'trials', 'busy', 'unit'],
  allocator: [
    'place',
    'function',
    'where',
    'owner',
    'self',
    'self_low',
    'self_high',
    'total',
    'lines',
  ],
  summary: ['outcome', 'text'],
  next: ['to', 'command'],
  run: ['run', 'scenario', 'kind', 'file', 'outcome', 'state', 'verdict', 'record'],
  sampling: ['run', 'trials', 'warmups', 'seconds', 'stop', 'quick'],
  failure: ['run', 'at', 'reason', 'message', 'remedy', 'output'],
  budget: [
    'run',
    'metric',
    'limit',
    'outcome',
    'verdict',
    'level',
    'value',
    'low',
    'high',
    'distance',
  ],
  metric: [
    'run',
    'name',
    'center',
    'unit',
    'low',
    'high',
    'confidence',
    'variation',
    'n',
    'better',
    'primary',
  ],
  unavailable: ['run', 'metrics', 'reason'],
  rank: [
    'group',
    'metric',
    'place',
    'scenario',
    'ratio',
    'low',
    'high',
    'distinct',
    'pairs',
    'needed_pairs',
  ],
  compare: [
    'scenario',
    'metric',
    'verdict',
    'direction',
    'ratio',
    'low',
    'high',
    'base',
    'head',
    'unit',
    'pairs',
    'margin',
    'confirmed',
    'needed_pairs',
    'why',
    'gated',
    'screen_pairs',
    'confirm_pairs',
    'floor',
  ],
  reproduce: ['scenario', 'command'],
  capacity: [
    'schema',
    'outcome',
    'scenario',
    'what',
    'rate',
    'low',
    'high',
    'confidence',
    'ceiling',
    'seed',
  ],
  breach: ['cause', 'rate', 'metric', 'value', 'server', 'server_cores', 'message'],
  limit: ['metric', 'limit', 'source'],
  point: [
    'rate',
    'runs',
    'kept',
    'voids',
    'median',
    'tail',
    'tail_low',
    'tail_high',
    'answered',
    'error_rate',
  ],
  bisect: ['schema', 'outcome', 'over', 'scenario', 'metric', 'good', 'bad', 'changes', 'seed'],
  culprit: [
    'label',
    'commit',
    'subject',
    'author',
    'date',
    'confirmed',
    'against',
    'ratio',
    'low',
    'high',
    'pairs',
  ],
  files: ['count', 'paths'],
  ends: ['verdict', 'ratio', 'low', 'high', 'pairs', 'findings'],
  step: [
    'number',
    'measured',
    'pairs',
    'ratio',
    'untestable',
    'left_first',
    'left_last',
    'likeliest',
    'probability',
    'id',
    'share',
    'time',
    'self',
    'function',
    'where',
    'type',
    'class',
    'calls',
    'origin',
    'confidence',
  ],
  map: ['wall_time', 'unit', 'class', 'trials', 'dismissed'],
  bottleneck: [
    'place',
    'priority',
    'step',
    'function',
    'where',
    'class',
    'share',
    'time',
    'text',
    'advice',
  ],
  instrumentation: ['way', 'runs', 'overhead', 'tests', 'command', 'patch'],
  calls: [
    'function',
    'where',
    'calls',
    'total_ms',
    'self_ms',
    'network_calls',
    'database_calls',
    'left_bytes',
    'suspicions',
  ],
  not_instrumented: ['function', 'where', 'reason'],
  why: ['bottleneck', 'id', 'question', 'answer'],
  suspicion: ['id', 'verdict', 'category', 'where', 'share', 'text', 'note'],
  wrong_tool: ['verdict', 'outcome', 'indicators', 'text', 'details'],
  cost: ['pairs', 'duration_ms', 'measuring_ms'],
  estimate: ['method', 'pairs', 'duration_ms'],
  record: ['id'],
  optimization: [
    'schema',
    'outcome',
    'target',
    'metric',
    'better',
    'goal',
    'baseline',
    'final',
    'improvement_pct',
    'ratio',
    'low',
    'high',
    'met_in',
    'stop',
  ],
  cycle: [
    'cycle',
    'status',
    'bottleneck',
    'before',
    'after',
    'improvement_pct',
    'ratio',
    'low',
    'high',
    'strike',
    'plan',
    'branch',
  ],
  hypothesis: [
    'cycle',
    'id',
    'outcome',
    'description',
    'evidence',
    'check',
    'shown',
    'reason',
    'files',
  ],
  metric_change: ['cycle', 'name', 'before', 'after', 'better', 'ratio', 'low', 'high', 'verdict'],
  branch: ['name', 'cycle', 'in_last'],
  way: ['to', 'command'],
  history: ['schema', 'view', 'from', 'to', 'trends'],
  investigation: ['schema', 'id', 'service', 'conclusion'],
  onset: ['metric', 'endpoint', 'kind', 'at', 'low', 'high', 'until', 'before', 'after', 'ratio'],
  affected: ['endpoint', 'share', 'before', 'after'],
  log_error: ['change', 'before', 'after', 'first_at', 'pattern'],
  slow_query: ['before', 'before_ms', 'after', 'after_ms', 'statement'],
  cause: ['place', 'kind', 'title', 'score', 'file', 'line', 'commit', 'sources', 'next'],
  support: ['cause', 'source', 'weight', 'message'],
  action: ['id', 'horizon', 'priority', 'title', 'rollback'],
  fix: ['place', 'outcome', 'title'],
  window: ['fix', 'text'],
  effect: ['fix', 'text'],
  closed: ['text'],
  trend: ['scenario', 'metric', 'unit', 'machine', 'runs', 'level', 'noise', 'uncommitted'],
  change: [
    'id',
    'scenario',
    'metric',
    'direction',
    'ratio',
    'low',
    'high',
    'good',
    'bad',
    'commits',
    'cause',
    'status',
    'bisect',
  ],
  measured: [
    'id',
    'scenario',
    'at',
    'commit',
    'dirty',
    'metric',
    'unit',
    'center',
    'low',
    'high',
    'n',
    'level',
  ],
  audit: ['schema', 'verdict', 'date', 'overall_score', 'findings'],
  category: ['name', 'status', 'score', 'notes', 'dismissed'],
  problem: [...PROBLEM],
  advisory: [...PROBLEM, 'reason'],
  skipped: ['file', 'reason'],
  self_check: ['item', 'done', 'evidence'],
  source: ['name', 'url'],
  finding: ['level', 'id', 'metric', 'scenarios', 'message', 'remedy'],
};
test('docs/reports.md lists the keywords and keys of agent reports', () => {
  const page = readFileSync(new URL('../../docs/reports.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `([a-z_]+)` \| ([a-z_]+(?:[^|]*)?) \|$/gm)].map(
    ([, keyword = '', keys = '']) => [keyword, keys.replace(/ \([^)]*\)/g, '').split(', ')],
  );
  const documented = Object.fromEntries(rows);
  for (const [keyword, keys] of Object.entries(KEYS)) expect(documented[keyword]).toEqual(keys);
});

const LINE = /^([a-z_]+)((?: [a-z_]+=(?:[^\s"=]+|"(?:[^"\\]|\\.)*"))+)$/u;
const PAIR = / ([a-z_]+)=([^\s"=]+|"(?:[^"\\]|\\.)*")/gu;

/** A line by the grammar of docs/reports.md. */
function parseLine(line: string): { keyword: string; values: Record<string, string> } {
  const match = LINE.exec(line);
  if (match === null) throw new Error(`not a fact: ${line}`);
  const values = Array.from((match[2] ?? '').matchAll(PAIR), ([, key = '', value = '']) => [
    key,
    value.startsWith('"') ? (JSON.parse(value) as string) : value,
  ]);
  return { keyword: match[1] ?? '', values: Object.fromEntries(values) };
}

function factsOf(name: string) {
  const document = golden[name];
  if (document === undefined) throw new Error(name);
  const text = agentReporter.render(document, { width: 80, color: true });
  expect(text.endsWith('\n')).toBe(true);
  return text.trimEnd().split('\n').map(parseLine);
}

test('an agent report is one fact a line with known keywords and keys in their order', () => {
  for (const name of Object.keys(golden)) {
    for (const { keyword, values } of factsOf(name)) {
      const known = KEYS[keyword];
      expect(known, `${keyword} of ${name}`).toBeDefined();
      expect(Object.keys(values), name).toEqual(known?.filter((key) => key in values));
    }
  }
});

test('an agent report leaves out what is not known instead of giving it no value', () => {
  for (const name of Object.keys(golden)) {
    for (const { values } of factsOf(name)) expect(Object.values(values), name).not.toContain('');
  }
});

test('an agent report begins with the document, the sentence of its verdict and the next command', () => {
  for (const name of Object.keys(golden)) {
    const keywords = factsOf(name).map(({ keyword }) => keyword);
    expect(keywords[1], name).toBe('summary');
    // Not all documents have something to do next.
    if (keywords.includes('next')) expect(keywords.indexOf('next'), name).toBe(2);
  }
});

test('an agent report has numbers in base units with six digits, and none that was not measured', () => {
  const budgets = factsOf('budgets-failing').filter(({ keyword }) => keyword === 'budget');
  expect(budgets[0]?.values).toMatchObject({
    metric: 'wall_time',
    value: expect.stringMatching(/^25\d\.\d{3}$/u),
  });
  expect(budgets[3]?.values).not.toHaveProperty('value');
});

test('an agent report gives a single trial a centre but no interval', () => {
  const facts = factsOf('interrupted').filter(({ values }) => values.run === '2');
  const wall = facts.find(({ values }) => values.name === 'wall_time');
  expect(wall?.values).toMatchObject({ n: '1' });
  expect(wall?.values).not.toHaveProperty('low');
});

test('an agent report keeps the output of a failed unit on one line and whole', () => {
  const failure = factsOf('runs-mixed').find(({ keyword }) => keyword === 'failure');
  expect(failure?.values.output).toContain('/ <script>alert("x")</script> ]]> & `ticks` ``` /');
});

test('an agent report keeps all digits of a seed', () => {
  const document = golden.comparison;
  if (document?.schema !== 'perf-harness/comparison@1') throw new TypeError('no comparison');
  const options = { width: 80, color: false, baseline: null, commentKey: null } as const;
  const text = agentReporter.render({ ...document, seed: 3_735_928_559 }, options);
  expect(text).toContain(' seed=3735928559');
});
