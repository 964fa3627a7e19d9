/** Measures one case with mitata or tinybench at their defaults, and prints its median in ns. */
import { measure } from 'mitata';
import { Bench } from 'tinybench';
import { FUNCTION_CASES } from './function-cases.ts';

const [, , tool, name = ''] = process.argv;
const run = FUNCTION_CASES[name];
if (run === undefined) throw new Error(`there is no case "${name}"`);
process.stdout.write(String(tool === 'mitata' ? await mitata(run) : await tinybench(run)));

async function mitata(subject: () => unknown): Promise<number> {
  const { p50 } = await measure(subject);
  return p50;
}

async function tinybench(subject: () => unknown): Promise<number> {
  const bench = new Bench({ time: 500 });
  bench.add('case', subject);
  const [task] = await bench.run();
  if (task?.result.state !== 'completed') throw new Error(`tinybench ended ${task?.result.state}`);
  return task.result.latency.p50 * 1e6;
}
