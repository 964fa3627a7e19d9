/**
 * Modules of scenarios and configs, read in the test's process. A separate reader takes longer to
 * start than all the rest of a command with scripted units.
 */
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { RunningProcess, StartSpec } from '../../harness/host/process/process-runner.ts';
import type { Host } from '../../harness/host.ts';
import { detectTargetFileKind } from '../../harness/scenario/load/detect-scenario-file-kind.ts';
import type {
  LoadedModule,
  LoadReply,
  LoadRequest,
} from '../../harness/scenario/load/module-load-error.ts';
import { toPlainValue } from '../../harness/scenario/schema/serialisable-user-value.ts';
import type { CHILD_PROCESS_MODULES } from '../../tools/build/bundle-entries.ts';

/** By the list of the product's children, so that it is not forgotten when the module is renamed. */
const READER: (typeof CHILD_PROCESS_MODULES)[number] =
  'harness/scenario/load/load-user-module-child';

/**
 * Returns a host that reads modules in the process of the test. A module that throws is read again
 * by a real reader, so that its message is reported. For modules that only define something: a
 * module that ends or blocks its process does so to the test.
 */
export function withInProcessModuleReader(host: Host): Host {
  const { processes } = host;
  const start = (spec: StartSpec): RunningProcess =>
    isReader(spec) ? readHere(() => processes.start(spec)) : processes.start(spec);
  return { ...host, processes: { ...processes, start } };
}

function isReader({ args: [module = ''] = [] }: StartSpec): boolean {
  return module.slice(0, -extname(module).length).endsWith(READER);
}

/** Returns a reader that starts a real one if needed. */
function readHere(startReal: () => RunningProcess): RunningProcess {
  const end = Promise.withResolvers<void>();
  let real: RunningProcess | null = null;
  let listener: (message: unknown) => void = () => undefined;
  const readAgain = (request: object): void => {
    if (real === null) {
      real = startReal();
      real.onMessage((message) => listener(message));
      void real.ended.then(end.resolve);
    }
    real.send(request);
  };
  return {
    pid: undefined,
    ended: end.promise,
    exited: end.promise.then(() => real?.exited ?? { type: 'code', code: 0 }),
    members: () => real?.members() ?? [],
    output: () => real?.output() ?? '',
    send: (request) => {
      const { file } = request as LoadRequest;
      if (real !== null) return readAgain(request);
      read(file).then(
        (module) => {
          const reply: LoadReply = { answerTo: file, type: 'loaded', module };
          // Serialized as by the channel of a process.
          listener(JSON.parse(JSON.stringify(reply)));
        },
        () => readAgain(request),
      );
    },
    onMessage: (handler) => {
      listener = handler;
    },
    stop: async (graceMs) => {
      await real?.stop(graceMs);
      end.resolve();
    },
  };
}

let readings = 0;

/** @throws if only a separate reader can load the file. */
async function read(file: string): Promise<LoadedModule> {
  if (/^\.c[jt]s$/.test(extname(file))) throw new Error('CommonJS is loaded once and kept');
  if (detectTargetFileKind(file, readFileSync(file, 'utf8')) === 'suite') {
    throw new Error('a suite replaces modules of its process');
  }
  readings += 1;
  const mark = `reading=${readings}`;
  // The files it imports may also have changed since the last time.
  const hooks = registerHooks({
    resolve: (specifier, context, nextResolve) => {
      const resolved = nextResolve(specifier, context);
      const isItsOwn = context.parentURL?.endsWith(mark) && /^\.{0,2}\//.test(specifier);
      return isItsOwn ? { ...resolved, url: `${resolved.url}?${mark}` } : resolved;
    },
  });
  try {
    const module = (await import(`${pathToFileURL(file).href}?${mark}`)) as Record<string, unknown>;
    const { default: exported, ...others } = module;
    const exportNames = Object.keys(others);
    if (exported === undefined) return { exportNames };
    if (typeof exported === 'object' && exported !== null && 'tasks' in exported) {
      throw new Error('a bench is looked at otherwise');
    }
    return { exportNames, defaultExport: toPlainValue(exported) };
  } finally {
    hooks.deregister();
  }
}
