/**
 * The command line in a process of its own whose units are scripted: what calls perf-harness as a
 * program gets verdicts without a measurement. SCRIPTED_MS is the wall time of a unit of the base, and
 * after a comma that of the head.
 */
import { main } from '../../cli/main.ts';
import { createHost } from '../../harness/host.ts';
import { createScriptedExecutors, drawWallTimes } from './scripted-executors.ts';

const [baseMs = 1, headMs = baseMs] = (process.env.SCRIPTED_MS ?? '1').split(',').map(Number);
const times = drawWallTimes((_scenario, { side }) => (side === 'a' ? baseMs : headMs));
const host = { ...createHost(), executors: createScriptedExecutors(times) };
const code = await main(host, process.argv.slice(2));
await host.terminal.flushed();
process.exit(code);
