/**
 * The command line in a separate process with scripted units: programs that call perf-harness get
 * verdicts without any measurement. SCRIPTED_MS is the wall time of a unit of the base, optionally
 * followed by a comma and that of the head.
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
