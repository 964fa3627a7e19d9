import { dirname, join } from 'node:path';
import type { Files } from '../../host/file-operations.ts';
import type { Exit } from '../../host/process/process-runner.ts';
import { childModule } from '../../host/process/resolve-child-module-path.ts';
import type { Host } from '../../host.ts';
import {
  describeModuleError,
  type LoadedModule,
  type LoadReply,
  lastOutputLine,
  type ModuleLoadError,
  type ThrownError,
} from './module-load-error.ts';

/** Node.js's message for a missing file. */
const MISSING = /(?:ENOENT: .*?, \w+|Cannot find module) '([^']+)'/u;
const TIMEOUT_MS = 10_000;

/** Remedy for a missing file that the sparse checkout leaves out; null: the checkout has it or is not sparse. */
async function sparseRemedy(host: Host, error: ThrownError): Promise<string | null> {
  const path = MISSING.exec(error.message)?.[1];
  if (path === undefined) return null;
  let folder = dirname(path);
  while (!host.files.isFolder(folder) && folder !== dirname(folder)) folder = dirname(folder);
  const { stdout } = await host.processes.exec({
    file: 'git',
    // In an index, `S` is a file that is not to be in the working tree.
    args: ['ls-files', '-t', '--', path],
    cwd: folder,
    timeoutMs: TIMEOUT_MS,
  });
  if (!stdout.startsWith('S ')) return null;
  return 'The commit contains the file, but the sparse checkout omits it: add its folder with "git sparse-checkout add".';
}

/** Folders in which pnpm, and Yarn with the linker of that name, store transitive dependencies. */
const STORES = ['node_modules/.pnpm', 'node_modules/.store'];

/**
 * Returns the location at which pnpm and Yarn store a package that is only a transitive dependency;
 * npm and Yarn 1 leave it in reach. null where there is none.
 */
function packageElsewhere(
  { list }: Pick<Files, 'list'>,
  name: string,
  importer: string,
): string | null {
  const begins = `${name.replace('/', '+')}@`;
  const beginsOfYarn = `${name.replace('/', '-')}-npm-`;
  for (let folder = dirname(importer); ; folder = dirname(folder)) {
    for (const store of STORES) {
      const place = join(folder, store);
      const found = list(place).find(
        (folderName) => folderName.startsWith(begins) || folderName.startsWith(beginsOfYarn),
      );
      if (found !== undefined) return join(place, found);
    }
    if (folder === dirname(folder)) return null;
  }
}

export type LoadOutcome =
  | { readonly type: 'loaded'; readonly file: string; readonly module: LoadedModule }
  | ({ readonly type: 'failed'; readonly file: string } & ModuleLoadError);

/** Node.js prints an error and ends within this time. */
const PRINTING_MS = 5_000;

export interface ModuleReader {
  /** True if it has read no other file yet. */
  readonly isFreshFor: (file: string) => boolean;
  /** Reads a module within the limit, once for each file. */
  readonly read: (file: string, timeoutMs: number) => Promise<LoadOutcome>;
  readonly close: () => Promise<void>;
}

export function openModuleReader(host: Host): ModuleReader {
  const child = host.processes.start({
    file: process.execPath,
    args: [childModule(import.meta.url, './load-user-module-child')],
    channel: true,
  });
  const asked = new Map<string, Promise<LoadOutcome>>();
  let settle: (reply: LoadReply) => void = () => undefined;
  child.onMessage((message) => settle(message as LoadReply));
  const ask = (file: string, timeoutMs: number): Promise<LoadReply | Exit | 'timeout'> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => resolve('timeout'), timeoutMs);
      const done = (result: LoadReply | Exit): void => {
        clearTimeout(timer);
        resolve(result);
      };
      settle = (reply) => {
        if (reply?.answerTo === file) done(reply);
      };
      void child.exited.then(done);
      child.send({ file });
    });
  const read = async (file: string, timeoutMs: number): Promise<LoadOutcome> => {
    const answer = await ask(file, timeoutMs);
    if (answer === 'timeout') return { type: 'failed', file, ...describeHang(timeoutMs) };
    if (answer.type === 'loaded') return { type: 'loaded', file, module: answer.module };
    if (answer.type !== 'threw') {
      return { type: 'failed', file, ...describeEnd(answer, child.output()) };
    }
    if (answer.isPrinting) await within(PRINTING_MS, child.exited);
    const elsewhere = (name: string, importer: string): string | null =>
      packageElsewhere(host.files, name, importer);
    const trouble = describeModuleError(file, answer, child.output(), host.cwd, elsewhere);
    const remedy = (await sparseRemedy(host, answer)) ?? trouble.remedy;
    return { type: 'failed', file, ...trouble, remedy };
  };
  return {
    isFreshFor: (file) => asked.size === (asked.has(file) ? 1 : 0),
    read: (file, timeoutMs) => {
      const outcome = asked.get(file) ?? read(file, timeoutMs);
      asked.set(file, outcome);
      return outcome;
    },
    close: () => child.stop(0),
  };
}

function within(limitMs: number, settled: Promise<unknown>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise((resolve) => {
    timer = setTimeout(resolve, limitMs);
  });
  return Promise.race([settled, limit]).finally(() => clearTimeout(timer));
}

function describeHang(timeoutMs: number): ModuleLoadError {
  return {
    problem: `did not load within ${timeoutMs / 1_000} s`,
    remedy:
      'Top-level code in the file waits or runs forever; move it into `setup`, which runs in each trial.',
  };
}

function describeEnd(exit: Exit, output: string): ModuleLoadError {
  const how =
    exit.type === 'code'
      ? `exited with code ${exit.code}`
      : exit.type === 'signal'
        ? `was killed by ${exit.signal}`
        : `could not be started (${exit.error.message})`;
  return {
    problem: `the process that loads the file ${how}${lastOutputLine(output)}`,
    remedy: 'A scenario file must only define scenarios; put the code to measure in `run`.',
  };
}
