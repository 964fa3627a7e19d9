/**
 * Loaded into every Node.js process and worker thread of a unit whose files are looked at. One line
 * is appended to a file for each module at the moment when it is loaded, by `import` as well as by
 * `require`: whatever ends the process afterwards, the line is there. Nothing of how the program
 * behaves is changed.
 */
import { openSync, writeSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

const file = process.env.PERF_HARNESS_LOADED_FILES;
if (file !== undefined && file !== '') recordInto(file);

function recordInto(path: string): void {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'a');
  } catch {
    // The program went to another user or another root: it goes unseen, but it must not fail.
    return;
  }
  const seen = new Set<string>();
  const record = (loaded: string): void => {
    if (seen.has(loaded)) return;
    seen.add(loaded);
    try {
      writeSync(descriptor, `${JSON.stringify(loaded)}\n`);
    } catch {
      // Disk full, or the program closed a descriptor that was not its own.
    }
  };
  registerHooks({
    load: (url, context, nextLoad) => {
      if (url.startsWith('file:')) record(fileURLToPath(url));
      return nextLoad(url, context);
    },
  });
  // Native parts of packages are opened by the loader of CommonJS and by nobody else.
  const { dlopen } = process;
  process.dlopen = (...args: Parameters<typeof dlopen>) => {
    record(String(args[1]));
    return dlopen.apply(process, args);
  };
}
