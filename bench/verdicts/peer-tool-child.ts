/**
 * Measures the work of one project with mitata or tinybench at their defaults, and prints the mean
 * and, if the tool has one, its interval in milliseconds: `peer-tool-child.ts <tool> <work.js>`.
 */
import { pathToFileURL } from 'node:url';
import { measure } from 'mitata';
import { Bench } from 'tinybench';
import type { ToolFigure } from './verdict-entries.ts';

const TIME_MS = 5_000;

const [, , tool, file = ''] = process.argv;
const { work } = (await import(pathToFileURL(file).href)) as { work: () => unknown };
process.stdout.write(JSON.stringify(tool === 'mitata' ? await mitata() : await tinybench()));

async function mitata(): Promise<ToolFigure> {
  const { avg } = await measure(work, { min_cpu_time: TIME_MS * 1e6 });
  return { center: avg / 1e6, low: null, high: null };
}

async function tinybench(): Promise<ToolFigure> {
  const bench = new Bench({ time: TIME_MS });
  bench.add('work', work);
  const [task] = await bench.run();
  if (task?.result.state !== 'completed') throw new Error(`tinybench ended ${task?.result.state}`);
  const { mean, moe } = task.result.latency;
  return { center: mean, low: mean - moe, high: mean + moe };
}
