/** Sends exports of user modules as data; this process may hang, exit or throw without harm. */
import '../../loader/register.ts';
import { readFileSync } from 'node:fs';
import { importUserModule } from '../../loader/import-user-module.ts';
import { toPlainValue } from '../schema/serialisable-user-value.ts';
import { detectTargetFileKind } from './detect-scenario-file-kind.ts';
import type { LoadedModule, LoadReply, LoadRequest } from './module-load-error.ts';

// Taken before any user code could replace them.
const send = process.send?.bind(process);
const { cwd, chdir } = process;
const startFolder = cwd();
const startEnvironment = { ...process.env };

process.on('message', ({ file }: LoadRequest) => {
  read(file).then(
    (module) => send?.({ answerTo: file, type: 'loaded', module } satisfies LoadReply),
    (error: unknown) => replyTrouble(file, error),
  );
});

async function read(file: string): Promise<LoadedModule> {
  // Changes that one module made to these must not affect the next.
  chdir(startFolder);
  process.env = { ...startEnvironment };
  if (detectTargetFileKind(file, readFileSync(file, 'utf8')) === 'suite') {
    // Its module hooks are of no use to other files.
    const { captureBenchmarks } = await import('../../loader/captured-benchmark-suites.ts');
    const suite = await captureBenchmarks(file);
    return { exportNames: [], suiteTasks: suite.map(({ name }) => name) };
  }
  const module = await importUserModule(file);
  const exportNames = Object.keys(module).filter((name) => name !== 'default');
  const exported = module.default;
  if (exported === undefined) return { exportNames };
  const benchTasks = tasksOfBench(exported);
  if (benchTasks !== null) return { exportNames, benchTasks };
  return { exportNames, defaultExport: toPlainValue(exported) };
}

/** Returns task names if the value looks like a tinybench `Bench` of whatever version. */
function tasksOfBench(value: unknown): readonly string[] | null {
  if (typeof value !== 'object' || value === null) return null;
  const { add, run, tasks } = value as Record<string, unknown>;
  if (typeof add !== 'function' || typeof run !== 'function' || !Array.isArray(tasks)) return null;
  return tasks.map((task: { readonly name?: unknown }) => String(task.name));
}

function replyTrouble(file: string, error: unknown): void {
  const { name, message, stack } = describe(error);
  // Node.js knows the position of a syntax error in plain JavaScript, but prints it only on exit.
  const isPrinting = name === 'SyntaxError' && stack.startsWith(name);
  const reply: LoadReply = { answerTo: file, type: 'threw', name, message, stack, isPrinting };
  send?.(reply, undefined, undefined, () => {
    if (!isPrinting) return;
    process.nextTick(() => {
      throw error;
    });
  });
}

function describe(error: unknown): Pick<Error, 'name' | 'message'> & { readonly stack: string } {
  if (!(error instanceof Error)) return { name: 'Error', message: textOf(error), stack: '' };
  const { name, message, stack } = error;
  return { name: textOf(name), message: textOf(message), stack: textOf(stack) };
}

/** Converts a field of a thrown value to text; a user's value may have fields of any type. */
function textOf(value: unknown): string {
  try {
    return value === undefined ? '' : String(value);
  } catch {
    return `a value of type ${typeof value}`;
  }
}
