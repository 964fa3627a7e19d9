import { expect, test } from 'vitest';
import { agentReporter } from '../../reports/agent-reporter.ts';
import { type GoldenName, goldenDocuments } from '../../tools/golden/golden-documents.ts';
import { AGENT_KEYWORDS } from '../../tools/reference/agent-report-keywords.ts';

const golden = goldenDocuments();
/** Keys by keyword, in order: a change here breaks programs that read the report. */
const KEYS: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(AGENT_KEYWORDS).map(([keyword, { keys }]) => [keyword, keys.split(' ')]),
);

const LINE = /^([a-z_]+)((?: [a-z_]+=(?:[^\s"=]+|"(?:[^"\\]|\\.)*"))+)$/u;
const PAIR = / ([a-z_]+)=([^\s"=]+|"(?:[^"\\]|\\.)*")/gu;

/** A line by the grammar of docs/reference/agent-report.md. */
function parseLine(line: string): { keyword: string; values: Record<string, string> } {
  const match = LINE.exec(line);
  if (match === null) throw new Error(`not a fact: ${line}`);
  const values = Array.from((match[2] ?? '').matchAll(PAIR), ([, key = '', value = '']) => [
    key,
    value.startsWith('"') ? (JSON.parse(value) as string) : value,
  ]);
  return { keyword: match[1] ?? '', values: Object.fromEntries(values) };
}

const names = Object.keys(golden) as readonly GoldenName[];

function factsOf(name: GoldenName) {
  const text = agentReporter.render(golden[name], { width: 80, color: true });
  expect(text.endsWith('\n')).toBe(true);
  return text.trimEnd().split('\n').map(parseLine);
}

test('an agent report has one fact per line, with known keywords and ordered keys', () => {
  for (const name of names) {
    for (const { keyword, values } of factsOf(name)) {
      const known = KEYS[keyword];
      expect(known, `${keyword} of ${name}`).toBeDefined();
      expect(Object.keys(values), name).toEqual(known?.filter((key) => key in values));
    }
  }
});

test('an agent report leaves out what is unknown instead of giving it an empty value', () => {
  for (const name of names) {
    for (const { values } of factsOf(name)) expect(Object.values(values), name).not.toContain('');
  }
});

test('an agent report begins with the document, the verdict sentence and the next command', () => {
  for (const name of names) {
    const keywords = factsOf(name).map(({ keyword }) => keyword);
    expect(keywords[1], name).toBe('summary');
    // Some documents have no next step.
    if (keywords.includes('next')) expect(keywords.indexOf('next'), name).toBe(2);
  }
});

test('an agent report has numbers in base units with six digits, and no unmeasured numbers', () => {
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

test('an agent report keeps the whole output of a failed unit on one line', () => {
  const failure = factsOf('runs-mixed').find(({ keyword }) => keyword === 'failure');
  expect(failure?.values.output).toContain('/ <script>alert("x")</script> ]]> & `ticks` ``` /');
});

test('an agent report keeps all digits of a seed', () => {
  const document = { ...golden.comparison, seed: 3_735_928_559 };
  const text = agentReporter.render(document, { width: 80, color: false });
  expect(text).toContain(' seed=3735928559');
});
