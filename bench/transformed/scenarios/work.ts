import { defineScenario } from 'perf-harness';
import { awaited, count, merge, sumOfSquares, tokens } from '../src/work.ts';

const text = 'let a1 = 12 + b * (c3 - 45); '.repeat(40);
const words = tokens(text).map((token) => token.text);
const records = Array.from({ length: 200 }, (_, index) => ({ a: index, b: index * 2, c: 1 }));

export default [
  defineScenario({ name: 'loops and small objects', run: () => tokens(text) }),
  defineScenario({ name: 'a class with private fields', run: () => count(words) }),
  defineScenario({ name: 'destructuring and spreading', run: () => merge(records) }),
  defineScenario({ name: 'a generator and closures', run: () => sumOfSquares(2_000) }),
  defineScenario({ name: 'async functions', run: () => awaited(200) }),
];
