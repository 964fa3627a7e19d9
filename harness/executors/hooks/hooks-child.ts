/**
 * Runs the hooks of a command or server in a process of its own, so that one that hangs, exits or
 * throws harms nothing.
 */
import '../../loader/register.ts';
import { importModule } from '../../loader/import-module.ts';
import {
  exportedDefinitions,
  type LiveDefinition,
} from '../../scenario/convert/exported-definitions.ts';
import type { FromHooks, ToHooks } from './messages.ts';

type Hook = (...args: readonly unknown[]) => unknown;

let definition: LiveDefinition = {};
let params: unknown;
let fixture: unknown;

process.on('message', (message: ToHooks) => {
  handle(message).then(
    () => answer({ type: 'done' }),
    (error: unknown) => {
      const { message, stack } = error instanceof Error ? error : new Error(String(error));
      answer({ type: 'threw', message, stack: stack ?? message });
    },
  );
});

function answer(reply: FromHooks): void {
  process.send?.(reply);
}

async function handle(message: ToHooks): Promise<void> {
  switch (message.type) {
    case 'setup':
      definition = await loadDefinition(message.file, message.name);
      params = message.params;
      fixture = await hook('setup')?.(params);
      return;
    case 'beforeEach':
      await hook('beforeEach')?.(fixture, params);
      return;
    case 'teardown':
      await hook('teardown')?.(fixture, params);
  }
}

async function loadDefinition(file: string, name: string): Promise<LiveDefinition> {
  const module = await importModule(file);
  const found = exportedDefinitions(module).find(
    (candidate) => (candidate as LiveDefinition | null)?.name === name,
  );
  if (found === undefined) throw new Error(`${file} no longer defines a scenario named "${name}"`);
  return found as LiveDefinition;
}

function hook(name: string): Hook | undefined {
  return definition[name] as Hook | undefined;
}
