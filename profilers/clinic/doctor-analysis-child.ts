/**
 * Makes clinic's doctor analyze its sampler's data, in a separate process, and prints its findings
 * as JSON. Arguments: doctor's package folder, and the folder with the data of the processes, of
 * which the process with the most CPU time is analyzed.
 */
import { createReadStream, existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { DoctorAnalysis } from './describe-doctor-analysis.ts';

type Decoder = new (...sources: readonly unknown[]) => NodeJS.ReadWriteStream;

const [packageFolder = '', folder = ''] = process.argv.slice(2);
const load = createRequire(join(packageFolder, 'package.json'));
const Analysis = load('./analysis/index.js') as new (
  ...sources: readonly unknown[]
) => NodeJS.ReadableStream;
const SystemInfoDecoder = load('./format/system-info-decoder.js') as Decoder;
const TraceEventDecoder = load('./format/trace-event-decoder.js') as Decoder;
const ProcessStatDecoder = load('./format/process-stat-decoder.js') as Decoder;
const joinTraces = load('@clinic/node-trace-log-join') as (
  pattern: string,
  target: string,
  done: (error: Error | null) => void,
) => void;

const ENDING = '.clinic-doctor';
const pids = readdirSync(folder)
  .filter((name) => name.endsWith(ENDING))
  .map((name) => name.slice(0, -ENDING.length));
const fileOf = (pid: string, part: string): string =>
  join(folder, `${pid}${ENDING}`, `${pid}${ENDING}-${part}`);
const decoded = (path: string, decoder: NodeJS.ReadWriteStream): NodeJS.ReadWriteStream =>
  (existsSync(path) ? createReadStream(path) : Readable.from([])).pipe(decoder);

async function cpuOf(pid: string): Promise<number> {
  let sum = 0;
  const samples = decoded(fileOf(pid, 'processstat'), new ProcessStatDecoder());
  for await (const sample of samples) sum += (sample as unknown as { readonly cpu: number }).cpu;
  return sum;
}

async function analyse(pid: string): Promise<DoctorAnalysis> {
  const traces = fileOf(pid, 'traceevent');
  // Without trace files there was no garbage collection.
  await new Promise<void>((resolve) => {
    joinTraces(join(folder, `node_trace.${pid}.*.log`), traces, () => resolve());
  });
  const system = decoded(fileOf(pid, 'systeminfo'), new SystemInfoDecoder());
  const trace = decoded(traces, new TraceEventDecoder(system));
  const stat = decoded(fileOf(pid, 'processstat'), new ProcessStatDecoder());
  for await (const analysis of new Analysis(system, trace, stat)) {
    return analysis as unknown as DoctorAnalysis;
  }
  throw new Error('doctor produced no analysis');
}

const used = await Promise.all(pids.map(async (pid) => ({ pid, cpu: await cpuOf(pid) })));
const [busiest] = used.toSorted((usage, other) => other.cpu - usage.cpu);
if (busiest === undefined) throw new Error('there is no data for any process');
process.stdout.write(JSON.stringify(await analyse(busiest.pid)));
