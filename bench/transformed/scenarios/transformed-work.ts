import { defineScenario } from 'perf-harness';
import { awaited, count, merge, sumOfSquares, tokens } from '../src/work.ts';

const text = 'let a1 = 12 + b * (c3 - 45); '.repeat(40);
const words = tokens(text).map((token) => token.text);
const records = Array.from({ length: 200 }, (_, index) => ({ a: index, b: index * 2, c: 1 }));

const metrics = ['instructions'];

export default [
  defineScenario({ name: 'loops and small objects', metrics, run: () => tokens(text) }),
  defineScenario({ name: 'a class with private fields', metrics, run: () => count(words) }),
  defineScenario({ name: 'destructuring and spreading', metrics, run: () => merge(records) }),
  defineScenario({ name: 'a generator and closures', metrics, run: () => sumOfSquares(2_000) }),
  defineScenario({ name: 'async functions', metrics, run: () => awaited(200) }),
];
