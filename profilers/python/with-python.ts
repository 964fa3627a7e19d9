import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Host } from '../../harness/host.ts';
import type { AttachedProfiler, Stretch } from '../../harness/model/program/profiler.ts';

const WATCHER = fileURLToPath(new URL('./sitecustomize.py', import.meta.url));

type Attached<Seen> = Pick<AttachedProfiler, 'env' | 'wrap' | 'begin'> & {
  readonly read: (stretch: Stretch) => Promise<Seen>;
};
type Attach<Seen> = (folder: string, nodeOptions: string | undefined) => Attached<Seen>;

/**
 * What is attached to programs that are Node.js, attached to those that are Python too. A copy of the watcher
 * lies in the folder of the unit, so that what Python compiles of it lies there as well.
 * @param pythonPath - `PYTHONPATH` as the program would have had it.
 */
export function withPython<Seen>(
  host: Host,
  attach: Attach<Seen>,
  pythonPath: string | undefined,
): Attach<Seen> {
  return (folder, nodeOptions) => {
    const attached = attach(folder, nodeOptions);
    const own = join(folder, 'python');
    host.files.writeAtomic(join(own, 'sitecustomize.py'), host.files.read(WATCHER) ?? '');
    const path = [own, pythonPath].filter((one) => one !== undefined && one !== '');
    return { ...attached, env: { ...attached.env, PYTHONPATH: path.join(delimiter) } };
  };
}
