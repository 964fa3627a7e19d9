/** Makes bubbleprof group data in its own process. Arguments: package folder, data folder, pid. */
import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { AsyncGroup } from './bubbleprof-profiler.ts';

type Decoder = new () => NodeJS.ReadWriteStream;

/** Callbacks of one asynchronous operation, milliseconds on its own clock. */
interface Source {
  readonly init: number;
  readonly before: readonly number[];
}

interface Cluster {
  readonly name: string | null;
  readonly nodes: readonly { readonly sources: readonly Source[] }[];
}

const [packageFolder = '', folder = '', pid = ''] = process.argv.slice(2);
const load = createRequire(join(packageFolder, 'package.json'));
const analyse = load('./analysis/index.js') as (
  system: NodeJS.ReadableStream,
  stacks: NodeJS.ReadableStream,
  trace: NodeJS.ReadableStream,
) => NodeJS.ReadableStream;
const joinTraces = load('@clinic/node-trace-log-join') as (
  pattern: string,
  target: string,
  done: (error: Error | null) => void,
) => void;

const fileOf = (part: string): string =>
  join(folder, `${pid}.clinic-bubbleprof`, `${pid}.clinic-bubbleprof-${part}`);
const decoded = (part: string, decoder: string): NodeJS.ReadableStream =>
  createReadStream(fileOf(part)).pipe(new (load(`./format/${decoder}-decoder.js`) as Decoder)());

await new Promise<void>((resolve, reject) => {
  joinTraces(join(folder, `node_trace.${pid}.*.log`), fileOf('traceevent'), (error) =>
    error === null || error === undefined ? resolve() : reject(error),
  );
});
const clusters = analyse(
  decoded('systeminfo', 'system-info'),
  decoded('stacktrace', 'stack-trace'),
  decoded('traceevent', 'trace-event'),
);
const groups: AsyncGroup[] = [];
for await (const cluster of clusters) {
  const { name, nodes } = (cluster as unknown as { toJSON: () => Cluster }).toJSON();
  const sources = nodes.flatMap((node) => node.sources);
  const delays = sources.flatMap(({ init, before: [first] }) =>
    first === undefined ? [] : [Math.max(0, first - init)],
  );
  groups.push({
    name: name ?? '(unnamed)',
    operations: sources.length,
    waitedMs: delays.reduce((sum, delay) => sum + delay, 0),
  });
}
process.stdout.write(JSON.stringify(groups));
