/** Reads the code of a given folder once, and prints the resources used. */
import { loadavg } from 'node:os';
import { createHost } from '../harness/host.ts';
import { readCode } from '../plugins/analysis/extract-code-structure-of-project.ts';

export interface CodeReading {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly functions: number;
  readonly lines: number;
  /** Files that were read. */
  readonly files: number;
  /** Load average of the machine over the last minute. */
  readonly load: number;
}

const host = createHost();
const before = process.cpuUsage();
const started = performance.now();
const { functions } = await readCode(host, process.argv[2] ?? '');
const wallMs = performance.now() - started;
const { user, system } = process.cpuUsage(before);
const modules = functions.filter(({ name }) => name === '(module)');
const reading: CodeReading = {
  wallMs,
  cpuMs: (user + system) / 1000,
  functions: functions.length,
  files: modules.length,
  load: loadavg()[0] ?? 0,
  lines: modules.reduce((sum, { endLine }) => sum + endLine, 0),
};
process.stdout.write(JSON.stringify(reading));
await host.processes.stopAll();
