/** Measures each function of a module with tinybench defaults: `tinybench-child.ts <work.mjs>`. */
import { pathToFileURL } from 'node:url';
import { Bench } from 'tinybench';
import type { ToolFigure } from '../../verdicts/verdict-entries.ts';

const [, , file = ''] = process.argv;
const work = (await import(pathToFileURL(file).href)) as Readonly<Record<string, () => unknown>>;
const bench = new Bench();
for (const [name, run] of Object.entries(work)) bench.add(name, run);
const figures: Record<string, ToolFigure> = {};
for (const { name, result } of await bench.run()) {
  if (result.state !== 'completed') throw new Error(`tinybench ended ${name} ${result.state}`);
  const { mean, moe } = result.latency;
  figures[name] = { center: mean, low: mean - moe, high: mean + moe };
}
process.stdout.write(JSON.stringify(figures));
