/** Runs one function scenario in a process of its own. Messages in, messages out. */
import '../../scenario/register-self.ts';
import { pathToFileURL } from 'node:url';
import { Bench } from 'tinybench';
import { exportedDefinitions, type LiveDefinition } from '../../scenario/exported-definitions.ts';
import type { FromWorker, ToWorker } from './messages.ts';

let definition: LiveDefinition | undefined;
let fixture: unknown;

process.on('message', (message: ToWorker) => {
  handle(message).then(
    (answer) => process.send?.(answer),
    (error: unknown) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      process.send?.({
        type: 'failed',
        failure: { reason: 'threw', message: text },
      } satisfies FromWorker);
    },
  );
});

async function handle(message: ToWorker): Promise<FromWorker> {
  if (message.type === 'open') {
    const module = (await import(pathToFileURL(message.file).href)) as Record<string, unknown>;
    definition = exportedDefinitions(module).find(
      (candidate) => (candidate as LiveDefinition).name === message.name,
    ) as LiveDefinition;
    const setup = definition.setup as ((params: unknown) => unknown) | undefined;
    fixture = await setup?.(message.params);
    return { type: 'opened' };
  }
  if (message.type === 'measure') {
    const bench = new Bench({ time: message.measureMs, warmupTime: message.warmupMs });
    const run = definition?.run as (fixture: unknown) => unknown;
    bench.add('run', () => run(fixture));
    const [task] = await bench.run();
    const result = task?.result;
    if (result?.state !== 'completed') throw new Error('the function threw');
    return {
      type: 'measured',
      block: {
        operations: task?.runs ?? 0,
        durationMs: result.totalTime,
        measurements: { wall_time: result.latency.p50 },
      },
    };
  }
  return { type: 'closed' };
}
