/** Rendering this repository's README with a Markdown library. */
import { readFileSync } from 'node:fs';
import { marked } from 'marked';
import { defineScenario } from 'perf-harness';

const text = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

export default defineScenario({
  name: 'render README',
  run: () => marked.parse(text),
  warmup: '300 ms',
  duration: '200 ms',
  budgets: { wall_time: '< 100 ms' },
  tags: ['markdown'],
});
