import { expect, it } from 'vitest';
import { extractRunsFromJson } from '../../../harness/history/read-stored-comparison.ts';

/** Returns the runs of a text arriving in parts of so many characters, and the rest. */
async function split(text: string, length: number) {
  async function* parts(): AsyncGenerator<string> {
    for (let at = 0; at < text.length; at += length) yield text.slice(at, at + length);
  }
  const runs: string[] = [];
  const rest = await extractRunsFromJson(parts(), (run) => runs.push(run));
  return { runs, rest };
}

const HARD = {
  note: 'a "runs":[{"b":1}] in a text \\ and a \\" more',
  base: { label: 'runs', commit: null },
  comparisons: [{ runs: [{ kept: true }], metric: 'wall_time' }],
  runs: [
    { id: 1, output: '}]}"\\', trials: [{ runs: [{}] }, [], [[{}]]] },
    {},
    { id: 2, deep: { runs: [{ a: 1 }] } },
  ],
  after: { runs: [{ nested: true }] },
  last: 'runs',
};

it.each([0, 2])('extracts runs wherever the text is cut, with an indent of %i', async (indent) => {
  const text = JSON.stringify(HARD, null, indent);
  for (const length of [1, 2, 3, 7, 64, 10_000]) {
    const { runs, rest } = await split(text, length);
    expect(runs.map((run) => JSON.parse(run))).toEqual([...HARD.runs, ...HARD.after.runs]);
    expect(JSON.parse(rest)).toEqual({
      ...HARD,
      runs: [null, null, null],
      after: { runs: [null] },
    });
  }
});

it.each([
  '',
  'not JSON',
  '[[{"runs":[{}]}]]',
  '{"runs":{"a":[{}]}}',
  '{"runs":[1,"a",[{"b":1}]]}',
  '{"runs":[]}',
  '{"runs":7,"others":[{}]}',
])('leaves %j unchanged', async (text) => {
  expect(await split(text, 4)).toEqual({ runs: [], rest: text });
});

it.each([
  ['{"runs":[{"a":1},{"b":', 1, '{"runs":[null,null{"b":'],
  ['{"runs":[{"a":1}', 1, '{"runs":[null'],
  ['{"id":"one","runs":[{"a":"', 0, '{"id":"one","runs":[null{"a":"'],
])('leaves truncated JSON truncated: %s', async (text, count, left) => {
  const { runs, rest } = await split(text, 5);
  expect(runs).toHaveLength(count);
  expect(rest).toBe(left);
  expect(() => JSON.parse(rest)).toThrow(SyntaxError);
});
