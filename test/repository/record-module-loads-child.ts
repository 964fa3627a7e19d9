/**
 * A program that runs command lines one after another and prints the modules that each is the first
 * to load: `node record-module-loads-child.ts '[["--help"],["run","--list"]]'`.
 */
import { writeSync } from 'node:fs';
import { registerHooks } from 'node:module';

const [commands = '[]'] = process.argv.slice(2);
let urls = new Set<string>();

registerHooks({
  load: (url, context, nextLoad) => {
    urls.add(url);
    return nextLoad(url, context);
  },
});

const { main } = await import('../../cli/main.ts');
const { createHost } = await import('../../harness/host.ts');

const loads: { readonly code: number; readonly urls: readonly string[] }[] = [];
for (const argv of JSON.parse(commands) as readonly (readonly string[])[]) {
  const host = createHost();
  const silent = { ...host.terminal, out: () => undefined, err: () => undefined };
  const code = await main({ ...host, terminal: silent }, argv);
  loads.push({ code, urls: [...urls] });
  urls = new Set();
}
writeSync(1, JSON.stringify(loads));
// Exits like the command line, whatever is still open.
process.exit(0);
